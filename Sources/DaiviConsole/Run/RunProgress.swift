import DaiviEngine
import DaiviProtocol

/// Where a run stands, folded from its events. A value: whoever holds it guards it.
struct RunProgress: Sendable {
  /// A target at work.
  struct Running: Sendable {
    var target: TargetID
    var since: Duration
    /// How long it took the last time; nil when it never ran.
    var expected: Duration?
    var step: StepManifest?
    var stepSince: Duration
    /// The last thing the step said of itself.
    var message: String?
    /// What the last finished step said it did.
    var detail: String?

    /// Step and message as one line of words.
    var activity: String {
      guard let step else { return "" }
      let name = (step.title.isEmpty ? step.id : step.title).onOneLine
      if let message { return "\(name): \(message.onOneLine)" }
      if let gate = step.gate { return "\(name): waits for \(gate.instructions.onOneLine)" }
      return name
    }
  }

  private(set) var total = 0
  /// How long targets took when they last ran.
  private(set) var expected: [TargetID: Duration] = [:]
  /// Columns of the longest name in the run, so that lines stay aligned from the first to the last.
  private(set) var nameWidth = 0
  private(set) var done = 0
  private(set) var skipped = 0
  private(set) var failed = 0
  private(set) var blocked = 0
  private(set) var cancelled = 0
  private(set) var atGates = 0
  private(set) var checks = 0
  private(set) var failedChecks = 0
  /// In the order they began.
  private(set) var running: [Running] = []

  /// Targets that neither ended nor began.
  var waiting: Int { max(0, total - done - skipped - failed - blocked - cancelled - atGates - running.count) }

  /// A run that only looks, such as `verify`: no target begins or ends in it.
  var isLooking: Bool { checks > 0 && running.isEmpty && waiting == total }

  subscript(target: TargetID) -> Running? { running.first { $0.target == target } }

  /// Takes an event in. A target that ends is returned as it last was.
  @discardableResult
  mutating func apply(_ event: EngineEvent, at now: Duration) -> Running? {
    switch event {
    case .runStarted(let targets, let expected):
      self.expected = expected
      total = targets.count
      nameWidth = targets.map { $0.description.displayWidth }.max() ?? 0
    case .targetStarted(let target, _):
      running.append(Running(target: target, since: now, expected: expected[target], stepSince: now))
    case .targetSkipped: skipped += 1
    case .targetBlocked: blocked += 1
    case .targetFinished(let target, let outcome):
      switch outcome {
      case .done: done += 1
      case .failed: failed += 1
      case .cancelled: cancelled += 1
      case .waiting: atGates += 1
      }
      guard let index = running.firstIndex(where: { $0.target == target }) else { return nil }
      return running.remove(at: index)
    case .stepStarted(let target, let step, _):
      change(target) {
        $0.step = step
        $0.stepSince = now
        $0.message = nil
      }
    case .stepProgress(let target, _, let message):
      change(target) { $0.message = message }
    case .stepFinished(let target, _, let detail):
      change(target) {
        $0.detail = detail ?? $0.detail
        $0.message = nil
      }
    case .checked(_, _, let check):
      checks += 1
      if check.status == .failed { failedChecks += 1 }
    case .stepSkipped, .note: break
    }
    return nil
  }

  private mutating func change(_ target: TargetID, _ body: (inout Running) -> Void) {
    if let index = running.firstIndex(where: { $0.target == target }) { body(&running[index]) }
  }

  /// `12 done, 3 running, 70 waiting`: what is none is left out.
  var countsText: String {
    let parts: [(Int, String)] = [
      (done, "done"), (skipped, "up to date"), (failed, "failed"), (blocked, "blocked"), (cancelled, "cancelled"),
      (running.count, "running"), (isLooking ? 0 : waiting, "waiting"),
    ]
    var words = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    if checks > 0 {
      let bad = failedChecks > 0 ? " (\(failedChecks) failed)" : ""
      words.append("\(counted(checks, "check"))\(bad)")
    }
    return words.joined(separator: ", ")
  }
}
