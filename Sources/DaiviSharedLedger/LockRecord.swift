import DaiviSystem
import FoundationEssentials

/// What the lock object in S3 says.
struct LockRecord: Codable, Hashable, Sendable {
  /// Grows with every change of hands and is never used twice: it fences off whoever held it before.
  var generation: Int
  /// Who holds it; nil when nobody does.
  var holder: Holder?
  /// Counts the renewals, so that each is an object of its own.
  var renewal: Int
  /// Seconds from the object's own `Last-Modified` until it may be taken over.
  var secondsToLive: Int

  struct Holder: Codable, Hashable, Sendable {
    /// Names this very hold.
    var session: String
    var owner: LockOwner
    /// By the holder's clock; for people only.
    var since: Date
  }

  /// Names this content among all that were ever written.
  var mark: String { "\(generation)-\(renewal)-\(holder?.session ?? "free")" }

  func encoded() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.dateEncodingStrategy = .iso8601
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(self))
  }

  init(generation: Int, holder: Holder?, renewal: Int, secondsToLive: Int) {
    self.generation = generation
    self.holder = holder
    self.renewal = renewal
    self.secondsToLive = secondsToLive
  }

  init(decoding bytes: [UInt8]) throws {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    self = try decoder.decode(Self.self, from: Data(bytes))
  }
}

/// Who deploys, for the message that others see and to know one's own leavings again.
public struct LockOwner: Codable, Hashable, Sendable {
  public var user: String
  public var host: String
  public var process: Int32
  /// What was typed, without secrets.
  public var command: String
  /// Names the directory's deploy lock on the running machine. Only one process at a time has it, so a hold of the same
  /// place that is met by the holder of that lock is a dead one's.
  public var place: String

  public init(user: String, host: String, process: Int32, command: String, place: String) {
    self.user = user
    self.host = host
    self.process = process
    self.command = command
    self.place = place
  }
}
