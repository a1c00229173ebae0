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
  /// At a gate that only time or a person opens.
  public var waiting: [GateWait] = []
  /// Not started because they need a target that waits at a gate.
  public var held: [(target: TargetID, by: TargetID)] = []
  /// Interrupted before they ended.
  public var cancelled: [TargetID] = []

  public init() {}

  /// Nothing failed and nothing was interrupted; gates may be left.
  public var succeeded: Bool { failed.isEmpty && blocked.isEmpty && cancelled.isEmpty }

  /// Everything that could be done is done, but time and person gates are left.
  public var isWaiting: Bool { succeeded && !waiting.isEmpty }
}
