import DaiviProtocol

/// What a run came to.
public struct RunReport: Sendable {
  /// A target that failed, and how.
  public struct Failure: Sendable {
    public var target: TargetID
    public var step: String
    public var error: StepError
  }

  public var done: [TargetID] = []
  public var skipped: [TargetID] = []
  public var failed: [Failure] = []
  /// Not started, and the failed target that each would have needed.
  public var blocked: [(target: TargetID, by: TargetID)] = []
  /// Interrupted before they ended.
  public var cancelled: [TargetID] = []

  public init() {}

  public var succeeded: Bool { failed.isEmpty && blocked.isEmpty && cancelled.isEmpty }
}
