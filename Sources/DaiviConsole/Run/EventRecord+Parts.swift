import DaiviEngine
import DaiviProtocol

extension EngineEvent {
  /// The target the event is about; nil for those about the whole run.
  var target: TargetID? {
    switch self {
    case .runStarted, .note: nil
    case .targetStarted(let target, _), .targetSkipped(let target), .targetBlocked(let target, _),
      .targetFinished(let target, _), .stepStarted(let target, _, _), .stepProgress(let target, _, _),
      .stepSkipped(let target, _), .stepFinished(let target, _, _), .checked(let target, _, _):
      target
    }
  }
}

extension RunReason {
  /// The name programs see; `text` is for people and may be reworded.
  var code: String {
    switch self {
    case .new: "new"
    case .changed: "changed"
    case .failed: "failed"
    case .interrupted: "interrupted"
    case .waited: "waited"
    case .repair: "repair"
    case .destroy: "destroy"
    }
  }
}

extension TargetID {
  var json: JSONText { .string(description) }
}

extension StepError {
  var json: JSONText {
    .object([
      ("message", .string(message)), ("service", service.map { .string($0) }),
      ("operation", operation.map { .string($0) }), ("code", code.map { .string($0) }),
      ("requestID", requestID.map { .string($0) }), ("hint", hint.map { .string($0) }),
    ])
  }
}

extension CheckResult {
  /// `check`, `title`, `status`, `detail` and `resource`, without the braces.
  var jsonFields: [(String, JSONText?)] {
    [
      ("check", .string(id)), ("title", .string(title)), ("status", .string(status.rawValue)),
      ("detail", detail.map { .string($0) }), ("resource", resource.map { .string($0) }),
    ]
  }
}
