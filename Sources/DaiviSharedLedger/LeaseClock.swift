/// Time as a lease sees it: only how long something takes, never what a wall clock says.
public struct LeaseClock: Sendable {
  /// Time since some fixed moment; goes on while the machine sleeps.
  public var now: @Sendable () -> Duration
  /// Throws `CancellationError` when the task is cancelled.
  public var sleep: @Sendable (Duration) async throws -> Void

  public init(
    now: @escaping @Sendable () -> Duration, sleep: @escaping @Sendable (Duration) async throws -> Void
  ) {
    self.now = now
    self.sleep = sleep
  }

  public static let system: LeaseClock = {
    let start = ContinuousClock.now
    return LeaseClock(now: { ContinuousClock.now - start }, sleep: { try await Task.sleep(for: $0) })
  }()
}
