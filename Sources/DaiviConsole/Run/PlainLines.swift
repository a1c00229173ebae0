import DaiviEngine
import DaiviProtocol
import Synchronization

/// A run as a log: one line for each event worth reading, prefixed with the time since the start, and a line each
/// minute that names what is waited for. No control characters, whatever modules say.
///
/// Progress of one target is written at most every ten seconds, a warning always; targets that are up to date are counted
/// in one line.
public final class PlainLines: RunRenderer {
  private struct State {
    var progress = RunProgress()
    /// Skipped since the last line.
    var upToDate = 0
    /// When something of the target was last written.
    var lastWords: [TargetID: Duration] = [:]
    var nextHeartbeat = PlainLines.heartbeatEvery
    var isFinished = false
  }

  static let heartbeatEvery = Duration.seconds(60)
  static let progressEvery = Duration.seconds(10)

  private let output: any TextOutput
  private let clock: RunClock
  /// Held while writing, so that lines never mix and their times never go back.
  private let state = Mutex(State())
  private let ticker = Mutex<Ticker?>(nil)

  public convenience init(output: any TextOutput, clock: RunClock = .starting()) {
    self.init(output: output, clock: clock, beats: true)
  }

  /// Without `beats` nobody but the caller calls `heartbeat`: for tests that own the clock.
  init(output: any TextOutput, clock: RunClock, beats: Bool) {
    self.output = output
    self.clock = clock
    if beats {
      let new = Ticker(atMostEvery: .milliseconds(100)) { [weak self] in self?.heartbeat() }
      ticker.withLock { $0 = new }
    }
  }

  deinit { ticker.withLock { $0?.stop() } }

  public func emit(_ event: EngineEvent) {
    state.withLock { state in
      if state.isFinished { return }
      let now = clock.elapsed()
      let ended = state.progress.apply(event, at: now)
      guard let line = words(event, ended: ended, at: now, &state) else { return }
      write(line, at: now, &state)
    }
    if case .runStarted = event { ticker.withLock { $0?.wake() } }
  }

  public func finish(_ ending: RunEnding) {
    state.withLock { state in
      if !state.isFinished { flushUpToDate(at: clock.elapsed(), &state) }
      state.isFinished = true
    }
    ticker.withLock { $0?.stop() }
  }

  /// Writes the minute's line when it is due; returns the time until the next one.
  @discardableResult
  func heartbeat() -> Duration {
    state.withLock { state in
      let now = clock.elapsed()
      if !state.isFinished && now >= state.nextHeartbeat {
        state.nextHeartbeat = now + Self.heartbeatEvery
        write(waitingFor(state.progress, at: now), at: now, &state)
      }
      return state.nextHeartbeat - now
    }
  }

  private func waitingFor(_ progress: RunProgress, at now: Duration) -> String {
    let names = progress.running.map { running in
      let activity = running.activity.isEmpty ? "" : "\(running.activity), "
      return "\(running.target) (\(activity)\((now - running.since).text))"
    }
    let what = names.isEmpty ? "" : ": " + names.joined(separator: "; ")
    return "still at work\(what); \(progress.countsText)"
  }

  private func write(_ line: String, at now: Duration, _ state: inout State) {
    flushUpToDate(at: now, &state)
    output.write("[\(now.clockText)] \(line)\n")
  }

  private func flushUpToDate(at now: Duration, _ state: inout State) {
    if state.upToDate == 0 { return }
    output.write("[\(now.clockText)] \(counted(state.upToDate, "target")) up to date\n")
    state.upToDate = 0
  }

  /// The line for an event; nil for those not worth one.
  private func words(
    _ event: EngineEvent, ended: RunProgress.Running?, at now: Duration, _ state: inout State
  ) -> String? {
    switch event {
    case .runStarted(let targets, _):
      return counted(targets.count, "target")
    case .targetStarted(let target, let reason):
      state.lastWords[target] = now
      return "\(target): starts (\(reason.text))"
    case .targetSkipped:
      state.upToDate += 1
      return nil
    case .targetBlocked(let target, let cause):
      return "\(target): not started, it needs \(cause)"
    case .targetFinished(let target, let outcome):
      let took = ended.map { (now - $0.since).text } ?? "0.0 s"
      switch outcome {
      case .done: return "\(target): done in \(took)" + (ended?.detail.map { ", \($0.onOneLine)" } ?? "")
      case .failed(let step, let error):
        return "\(target): FAILED after \(took), "
          + EventWords.failure(step: step, error)
      case .cancelled: return "\(target): cancelled after \(took)"
      case .waiting(let wait): return "\(target): waits at a gate, \(EventWords.gate(wait))"
      }
    case .stepStarted(let target, let step, let resumed):
      state.lastWords[target] = now
      let activity = state.progress[target]?.activity ?? step.title
      return "\(target): \(activity)" + (resumed ? " (asks what became of the last attempt)" : "")
    case .stepProgress(let target, _, let message):
      if message.hasPrefix("warning: ") { return "\(target): \(message.onOneLine)" }
      if let last = state.lastWords[target], now - last < Self.progressEvery { return nil }
      state.lastWords[target] = now
      return "\(target): \(state.progress[target]?.activity ?? "")"
    case .checked(let target, _, let check):
      return EventWords.failure(of: check).map { "\(target): \($0)" }
    case .note(let text):
      return text.onOneLine
    case .stepSkipped, .stepFinished:
      return nil
    }
  }
}
