import DaiviLedger
import DaiviProtocol
import FoundationEssentials
import Synchronization

/// Keeps what happens in a run in the ledger's event table, and passes it on to whoever shows it.
///
/// `emit` never waits: events gather in memory (guarded by the mutex) and one commit a second takes them to the disk.
/// What is of no use afterwards is left out: targets that are up to date, repeated progress, passed checks; so a deploy
/// that finds nothing to do writes two lines. A ledger that cannot be written is not this type's to report: the next
/// step's intent is refused by it.
public final class RecordedEvents: EventSink {
  private struct State {
    var waiting: [EventRow] = []
    var flush: Task<Void, Never>?
    var lastProgress: [String: String] = [:]
    var passed = 0
    var isFinished = false
  }

  /// Events of one commit; progress and notes beyond them are not kept.
  private static let mostAtOnce = 500

  private let ledger: Ledger
  private let deployment: DeploymentID
  private let shown: any EventSink
  private let interval: Duration
  private let state = Mutex(State())

  /// - Parameters:
  ///   - shown: gets every event, first.
  ///   - interval: between two commits.
  public init(
    _ ledger: Ledger, deployment: DeploymentID, shown: any EventSink, interval: Duration = .seconds(1)
  ) {
    self.ledger = ledger
    self.deployment = deployment
    self.shown = shown
    self.interval = interval
  }

  public func emit(_ event: EngineEvent) {
    shown.emit(event)
    record(event)
  }

  /// Something said beside the run.
  /// - Parameter shows: false keeps it without showing it.
  public func note(_ text: String, shows: Bool) {
    if shows { emit(.note(text)) } else { record(.note(text)) }
  }

  private func record(_ event: EngineEvent) {
    let at = Date()
    state.withLock { state in
      guard let words = words(for: event, &state) else { return }
      state.waiting.append(row(words, at))
      guard state.flush == nil else { return }
      state.flush = Task { [weak self, interval] in
        try? await Task.sleep(for: interval)
        await self?.flush()
      }
    }
  }

  /// Writes what is left, and how the run ended; once. Call it before the deployment is finished.
  /// - Parameter report: nil when the run ended without one.
  public func finish(_ report: RunReport?) async {
    let (isFirst, waiting) = state.withLock { state in
      defer { state.isFinished = true }
      return (!state.isFinished, state.flush)
    }
    guard isFirst else { return }
    // The batch under way goes first, so that ids rise with time.
    waiting?.cancel()
    await waiting?.value
    state.withLock { state in
      let words = report.map(EventWord.runFinished) ?? .runFinished(checksPassed: state.passed)
      state.waiting.append(row(words, Date()))
    }
    await flush()
  }

  private func flush() async {
    let rows = state.withLock { state in
      defer {
        state.waiting = []
        state.flush = nil
      }
      return state.waiting
    }
    try? await ledger.append(rows)
  }

  private func words(for event: EngineEvent, _ state: inout State) -> EventWord? {
    switch event {
    case .targetSkipped: return nil
    case .stepProgress(let target, let step, let message):
      let key = "\(target)/\(step.id)"
      if state.lastProgress.updateValue(message, forKey: key) == message { return nil }
      // A module that floods fills neither memory nor disk; whoever watches still sees it.
      if state.waiting.count >= Self.mostAtOnce { return nil }
    case .note where state.waiting.count >= Self.mostAtOnce: return nil
    case .stepFinished(let target, let step, _): state.lastProgress["\(target)/\(step.id)"] = nil
    case .checked(_, _, let check) where check.status == .passed:
      state.passed += 1
      return nil
    default: break
    }
    return EventWord(event)
  }

  private func row(_ words: EventWord, _ at: Date) -> EventRow {
    EventRow(
      deployment: deployment, at: at, module: words.target?.module, target: words.target?.target, step: words.step,
      kind: words.kind, message: SecretText.masked(words.message))
  }
}
