import FoundationEssentials

/// The two times a renderer reads: how long the run has lasted and what the date is. Tests set both.
public struct RunClock: Sendable {
  /// Since the run began; never goes back.
  public var elapsed: @Sendable () -> Duration
  public var date: @Sendable () -> Date

  public init(elapsed: @escaping @Sendable () -> Duration, date: @escaping @Sendable () -> Date) {
    self.elapsed = elapsed
    self.date = date
  }

  /// The system's clocks, starting at zero now.
  public static func starting() -> RunClock {
    let clock = ContinuousClock()
    let start = clock.now
    return RunClock(elapsed: { start.duration(to: clock.now) }, date: { Date() })
  }
}
