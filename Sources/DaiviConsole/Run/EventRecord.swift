import DaiviEngine
import DaiviProtocol
import DaiviSystem

/// The JSON form of an event. These names are a contract: fields may be added, none changes its meaning.
///
/// Every line has `event`, `time` (ISO 8601, UTC) and `elapsed` (seconds since the start). Absent fields are left out.
///
/// | `event` | fields |
/// |---|---|
/// | `run-started` | `schema` (1), `targets` |
/// | `target-started` | `target`, `reason`: `new`, `changed`, `failed`, `interrupted`, `waited`, `repair` |
/// | `target-skipped` | `target` |
/// | `target-blocked` | `target`, `by`: the target that failed |
/// | `target-finished` | `target`, `outcome`: `done`, `failed`, `cancelled`, `waiting`; `seconds`, `step`, `error`; at a gate `gate` (`time`, `person`), `instructions`, `opensAt` |
/// | `step-started` | `target`, `step`, `kind`, `title`, `resumed` |
/// | `step-progress` | `target`, `step`, `message` |
/// | `step-skipped` | `target`, `step` |
/// | `step-finished` | `target`, `step`, `seconds`, `detail` |
/// | `checked` | `target`, `step`, `check`, `title`, `status`: `passed`, `failed`, `unknown`; `detail`, `resource` |
/// | `note` | `message` |
/// | `run-finished` | `outcome`: `succeeded`, `waiting`, `failed`, `cancelled`; seven lists; `error`, `remains`, `unseen` |
///
/// `error` has `message`, `service`, `operation`, `code`, `requestID`, `hint`.
///
/// The lists of `run-finished` are `done`, `skipped`, `waiting` and `cancelled` of target names, `failed` of objects with
/// `target`, `step`, `error`, and `blocked` (by a failure) and `held` (by a gate) of objects with `target`, `by`. Where
/// something ended the whole run, `error` has its `message`, and the lists are empty unless all targets were through.
/// After a destroy of everything, `remains` lists what is left: objects with `type`, `name`, `region`, and the `reason`
/// where it is left on purpose; `unseen` lists what could not be looked at. `outcome` is about the targets: what remains
/// changes only the exit status.
struct EventRecord {
  let name: String
  let fields: [(String, JSONText?)]

  /// `targetTook` and `stepTook`: how long that which the event ends has lasted.
  init(event: EngineEvent, targetTook: Duration?, stepTook: Duration?) {
    switch event {
    case .runStarted(let targets, _):
      name = "run-started"
      fields = [("schema", .integer(1)), ("targets", .array(targets.map(\.json)))]
    case .targetStarted(let target, let reason):
      name = "target-started"
      fields = [("target", target.json), ("reason", .string(reason.code))]
    case .targetSkipped(let target):
      name = "target-skipped"
      fields = [("target", target.json)]
    case .targetBlocked(let target, let cause):
      name = "target-blocked"
      fields = [("target", target.json), ("by", cause.json)]
    case .targetFinished(let target, let outcome):
      name = "target-finished"
      let took: (String, JSONText?) = ("seconds", targetTook.map(JSONText.seconds))
      switch outcome {
      case .done: fields = [("target", target.json), ("outcome", .string("done")), took]
      case .cancelled: fields = [("target", target.json), ("outcome", .string("cancelled")), took]
      case .waiting(let wait):
        fields = [
          ("target", target.json), ("outcome", .string("waiting")), took, ("step", .string(wait.step)),
          ("gate", .string(wait.kind.rawValue)), ("instructions", .string(wait.instructions)),
          ("opensAt", wait.opensAt.map { .string(Timestamp.text($0)) }),
        ]
      case .failed(let step, let error):
        fields = [
          ("target", target.json), ("outcome", .string("failed")), took, ("step", .string(step)), ("error", error.json),
        ]
      }
    case .stepStarted(let target, let step, let resumed):
      name = "step-started"
      fields = [
        ("target", target.json), ("step", .string(step.id)), ("kind", .string(step.kind)),
        ("title", .string(step.title)), ("resumed", .bool(resumed)),
      ]
    case .stepProgress(let target, let step, let message):
      name = "step-progress"
      fields = [("target", target.json), ("step", .string(step.id)), ("message", .string(message))]
    case .stepSkipped(let target, let step):
      name = "step-skipped"
      fields = [("target", target.json), ("step", .string(step.id))]
    case .stepFinished(let target, let step, let detail):
      name = "step-finished"
      fields = [
        ("target", target.json), ("step", .string(step.id)), ("seconds", stepTook.map(JSONText.seconds)),
        ("detail", detail.map { .string($0) }),
      ]
    case .checked(let target, let step, let check):
      name = "checked"
      fields = [("target", target.json), ("step", .string(step.id))] + check.jsonFields
    case .note(let message):
      name = "note"
      fields = [("message", .string(message))]
    }
  }

  /// Fields of `run-finished`; nil for a run that only looked.
  static func fields(of ending: RunEnding) -> [(String, JSONText?)]? {
    if ending.report == nil && ending.error == nil { return nil }
    let report = ending.report ?? RunReport()
    return [
      ("outcome", .string(outcome(of: ending, report))),
      ("done", .array(report.done.map(\.json))),
      ("skipped", .array(report.skipped.map(\.json))),
      (
        "failed",
        .array(
          report.failed.map {
            .object([("target", $0.target.json), ("step", .string($0.step)), ("error", $0.error.json)])
          })
      ),
      ("blocked", .array(report.blocked.map { .object([("target", $0.target.json), ("by", $0.by.json)]) })),
      ("waiting", .array(report.waiting.map(\.target.json))),
      ("held", .array(report.held.map { .object([("target", $0.target.json), ("by", $0.by.json)]) })),
      ("cancelled", .array(report.cancelled.map(\.json))),
      ("error", ending.error.map { .object([("message", .string($0))]) }),
      ("remains", ending.remains.map { .array($0.items.map(\.json)) }),
      ("unseen", ending.remains.map { .array($0.unseen.map { .string($0) }) }),
    ]
  }

  private static func outcome(of ending: RunEnding, _ report: RunReport) -> String {
    if ending.error != nil { return ending.isCancelled ? "cancelled" : "failed" }
    if !report.failed.isEmpty { return "failed" }
    return report.isWaiting ? "waiting" : report.succeeded ? "succeeded" : "cancelled"
  }
}

extension RunRemains.Item {
  fileprivate var json: JSONText {
    .object([
      ("type", .string(type)), ("name", .string(name)), ("region", .string(region)),
      ("reason", reason.map { .string($0) }),
    ])
  }
}
