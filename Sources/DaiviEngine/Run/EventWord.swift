import DaiviProtocol

/// An event as the ledger keeps it: the kind that the JSON event stream has too, and one line for people.
struct EventWord {
  var kind: String
  var target: TargetID?
  var step: String?
  var message: String

  private init(_ kind: String, _ target: TargetID?, step: String? = nil, _ message: String) {
    self.kind = kind
    self.target = target
    self.step = step
    self.message = message
  }

  init(_ event: EngineEvent) {
    switch event {
    case .runStarted(let targets, _):
      self.init("run-started", nil, targets.count == 1 ? "1 target" : "\(targets.count) targets")
    case .targetStarted(let target, let reason): self.init("target-started", target, reason.text)
    case .targetSkipped(let target): self.init("target-skipped", target, "up to date")
    case .targetBlocked(let target, let cause): self.init("target-blocked", target, "not started: \(cause) failed")
    case .targetFinished(let target, .done): self.init("target-finished", target, "done")
    case .targetFinished(let target, .cancelled): self.init("target-finished", target, "cancelled")
    case .targetFinished(let target, .waiting(let wait)):
      self.init("target-finished", target, step: wait.step, "waiting: \(wait.instructions)")
    case .targetFinished(let target, .failed(let step, let error)):
      self.init("target-finished", target, step: step, "failed: \(error.line)")
    case .stepStarted(let target, let step, let resumed):
      self.init("step-started", target, step: step.id, step.title + (resumed ? " (resumed)" : ""))
    case .stepProgress(let target, let step, let message):
      self.init("step-progress", target, step: step.id, message)
    case .stepSkipped(let target, let step): self.init("step-skipped", target, step: step.id, "kept from before")
    case .stepFinished(let target, let step, let detail):
      self.init("step-finished", target, step: step.id, detail ?? "done")
    case .checked(let target, let step, let check):
      self.init(
        "checked", target, step: step.id,
        "\(check.status.rawValue): \(check.title)" + (check.detail.map { ": \($0)" } ?? ""))
    case .note(let message): self.init("note", nil, message)
    }
  }

  static func runFinished(_ report: RunReport) -> EventWord {
    let counts = [
      ("done", report.done.count), ("up to date", report.skipped.count), ("failed", report.failed.count),
      ("not started", report.blocked.count + report.held.count), ("waiting at a gate", report.waiting.count),
      ("cancelled", report.cancelled.count),
    ]
    let words = counts.filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }.joined(separator: ", ")
    return EventWord("run-finished", nil, words.isEmpty ? "nothing to do" : words)
  }

  /// A run without a report: one that looked, or one that broke off.
  static func runFinished(checksPassed: Int) -> EventWord {
    EventWord("run-finished", nil, checksPassed > 0 ? "\(checksPassed) checks passed" : "ended without a report")
  }
}

extension StepError {
  /// The message with what AWS said of the request.
  fileprivate var line: String {
    let call = [service, operation, code].compactMap { $0 }.joined(separator: " ")
    let notes = [call, requestID.map { "request \($0)" } ?? ""].filter { !$0.isEmpty }
    return notes.isEmpty ? message : "\(message) (\(notes.joined(separator: ", ")))"
  }
}
