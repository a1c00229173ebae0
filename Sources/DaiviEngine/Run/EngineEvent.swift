import DaiviProtocol

/// What happens in a run, as it happens; renderers and the ledger's event table are fed from these.
public enum EngineEvent: Sendable {
  /// `expected` says how long each target took when it last ran; a target that never ran has no entry.
  case runStarted(targets: [TargetID], expected: [TargetID: Duration] = [:])
  case targetStarted(TargetID, reason: RunReason)
  case targetSkipped(TargetID)
  case targetBlocked(TargetID, by: TargetID)
  case targetFinished(TargetID, TargetOutcome)
  case stepStarted(TargetID, step: StepManifest, resumed: Bool)
  case stepProgress(TargetID, step: StepManifest, message: String)
  case stepSkipped(TargetID, step: StepManifest)
  case stepFinished(TargetID, step: StepManifest, detail: String?)
  case checked(TargetID, step: StepManifest, CheckResult)
  case note(String)
}

/// Why a target runs.
public enum RunReason: String, Codable, Sendable {
  case new = "never deployed"
  case changed = "changed"
  case failed = "failed before"
  case interrupted = "interrupted before"
  /// At a gate that only time or a person opens.
  case waited = "waited before"
  case repair = "a check failed"
  case destroy = "to be destroyed"

  /// Words for people.
  public var text: String { rawValue }
}

/// How a target ended.
public enum TargetOutcome: Sendable, Hashable {
  case done
  case failed(step: String, StepError)
  case cancelled
  /// At a gate that only time or a person opens: the next deploy goes on there.
  case waiting(GateWait)
}

/// Receives events, in order, from any task.
public protocol EventSink: Sendable {
  func emit(_ event: EngineEvent)
}
