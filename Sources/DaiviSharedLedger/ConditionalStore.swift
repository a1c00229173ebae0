import FoundationEssentials

/// Objects that can be written under a condition: all that a shared ledger needs of S3.
public protocol ConditionalStore: Sendable {
  /// An object; nil when there is none. Throws `StoreError`.
  func read(_ key: String) async throws -> StoredObject?

  /// What is known of an object without reading it; nil when there is none. Throws `StoreError`.
  func look(_ key: String) async throws -> StoredState?

  /// Writes an object if `condition` holds, and returns its new version. Throws `StoreError`.
  func write(_ key: String, _ bytes: [UInt8], mark: String, if condition: WriteCondition) async throws -> String

  /// Where an object lies, for messages.
  func address(_ key: String) -> String
}

/// What must be true of the object that is there for a write to take place.
public enum WriteCondition: Hashable, Sendable {
  case absent
  /// It has this version (S3: the ETag).
  case version(String)
}

/// An object without its content.
public struct StoredState: Hashable, Sendable {
  /// Differs whenever the content does.
  public var version: String
  /// The writer's name for this content.
  public var mark: String?
  /// When it was written and when the store answered, both by the store's clock.
  public var written: Date
  public var now: Date

  public init(version: String, mark: String?, written: Date, now: Date) {
    self.version = version
    self.mark = mark
    self.written = written
    self.now = now
  }
}

/// An object with its content.
public struct StoredObject: Hashable, Sendable {
  public var state: StoredState
  public var bytes: [UInt8]

  public init(state: StoredState, bytes: [UInt8]) {
    self.state = state
    self.bytes = bytes
  }
}

/// Why a store did not do what it was asked.
public enum StoreError: Error, Hashable, Sendable {
  /// The condition does not hold: somebody else was here, or an earlier copy of this very request.
  case conflict
  /// It may or may not have taken place, or may succeed later.
  case unclear(String)
  /// It will not succeed however often it is tried: no bucket, no permission.
  case refused(String)
}
