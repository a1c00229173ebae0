/// Pauses between looks at something that takes its time: short at first, then longer.
public struct Backoff: Sendable {
  private var next: Duration
  private let longest: Duration

  public init(first: Duration = .milliseconds(100), longest: Duration = .seconds(5)) {
    next = first
    self.longest = longest
  }

  /// Waits; throws `CancellationError` when the step is cancelled.
  public mutating func pause() async throws {
    try await Task.sleep(for: next)
    next = min(next * 8 / 5, longest)
  }
}
