import FoundationEssentials

/// Time as the client sees it; tests bring their own.
public struct AWSClock: Sendable {
  /// The wall clock.
  public var now: @Sendable () -> Date
  /// Waits; throws `CancellationError` when the task is cancelled.
  public var sleep: @Sendable (Duration) async throws -> Void

  public init(now: @escaping @Sendable () -> Date, sleep: @escaping @Sendable (Duration) async throws -> Void) {
    self.now = now
    self.sleep = sleep
  }

  public static let system = AWSClock(now: { Date() }, sleep: { try await Task.sleep(for: $0) })
}
