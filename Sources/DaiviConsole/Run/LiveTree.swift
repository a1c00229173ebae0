import DaiviEngine
import DaiviProtocol
import Synchronization

/// A run on a terminal: a line for each target at work, with its step, its last words and its time; what has ended
/// scrolls up as one line. Drawn by a thread of its own at most ten times a second, and only what changed.
public final class LiveTree: RunRenderer {
  private struct State {
    var progress = RunProgress()
    /// Lines of what ended since the last draw.
    var above = ""
    var isFinished = false
  }

  static let drawAtMostEvery = Duration.milliseconds(100)

  private let output: any TextOutput
  private let terminal: Terminal
  private let clock: RunClock
  private let marks: Marks
  private let paint: Paint
  private let state = Mutex(State())
  /// What the terminal shows; held while writing. Always taken before `state`, never inside of it.
  private let region = Mutex(LiveRegion())
  private let ticker = Mutex<Ticker?>(nil)

  public convenience init(output: any TextOutput, terminal: Terminal, clock: RunClock = .starting()) {
    self.init(output: output, terminal: terminal, clock: clock, draws: true)
  }

  /// Without `draws` nobody but the caller calls `draw`: for tests that own the clock.
  init(output: any TextOutput, terminal: Terminal, clock: RunClock, draws: Bool) {
    self.output = output
    self.terminal = terminal
    self.clock = clock
    marks = terminal.isUnicode ? .unicode : .ascii
    paint = Paint(terminal)
    if draws {
      let new = Ticker(atMostEvery: Self.drawAtMostEvery) { [weak self] in self?.draw() }
      ticker.withLock { $0 = new }
    }
  }

  deinit { ticker.withLock { $0?.stop() } }

  public func emit(_ event: EngineEvent) {
    state.withLock { state in
      if state.isFinished { return }
      let now = clock.elapsed()
      let ended = state.progress.apply(event, at: now)
      if let line = lastLine(event, ended: ended, state.progress, at: now) { state.above += line + "\n" }
    }
    ticker.withLock { $0?.wake() }
  }

  public func finish(_ ending: RunEnding) {
    ticker.withLock { $0?.stop() }
    region.withLock { region in
      let above = state.withLock { state in
        state.isFinished = true
        defer { state.above = "" }
        return state.above
      }
      put(region.update(above: above, lines: [], columns: terminal.size.columns))
    }
  }

  /// Brings the terminal up to date; returns when to draw again although no event came (nil: there is no need).
  @discardableResult
  func draw() -> Duration? {
    region.withLock { region in
      let (progress, above, finished) = state.withLock { state in
        defer { state.above = "" }
        return (state.progress, state.above, state.isFinished)
      }
      if finished { return nil }
      let size = terminal.size
      let frame = LiveFrame(progress: progress, now: clock.elapsed(), size: size, marks: marks, paint: paint)
      put(region.update(above: above, lines: frame.lines(), columns: size.columns))
      return progress.running.isEmpty ? .seconds(1) : Marks.spinnerStep
    }
  }

  private func put(_ text: String) {
    if !text.isEmpty { output.write(text) }
  }

  /// What stays on the screen of an event; nil when nothing does.
  private func lastLine(
    _ event: EngineEvent, ended: RunProgress.Running?, _ progress: RunProgress, at now: Duration
  ) -> String? {
    switch event {
    case .targetFinished(let target, let outcome):
      let name = name(target, progress)
      let took = (ended.map { now - $0.since } ?? .zero).clockText.padded(to: 7, onLeft: true)
      switch outcome {
      case .done:
        let detail = ended?.detail.map { "  " + $0.onOneLine } ?? ""
        return "\(paint(marks.done, .good)) \(name) \(paint(took, .faint))\(detail)"
      case .failed(let step, let error):
        return "\(paint(marks.failed, .bad)) \(paint(name, .bad)) \(paint(took, .faint))  "
          + paint(EventWords.failure(step: step, error), .bad)
      case .cancelled:
        return "\(paint(marks.cancelled, .warning)) \(name) \(paint(took, .faint))  cancelled"
      case .waiting(let wait):
        return "\(paint(marks.blocked, .warning)) \(name) \(paint(took, .faint))  waits: \(EventWords.gate(wait))"
      }
    case .targetBlocked(let target, let cause):
      return "\(paint(marks.blocked, .warning)) \(name(target, progress))          not started, it needs \(cause)"
    case .checked(let target, _, let check):
      return EventWords.failure(of: check).map { "\(paint(marks.failed, .bad)) \(target)  \(paint($0, .bad))" }
    case .note(let text):
      return text.onOneLine
    default:
      return nil
    }
  }

  private func name(_ target: TargetID, _ progress: RunProgress) -> String {
    let width = LiveFrame.nameWidth(progress.nameWidth, of: max(20, terminal.size.columns - 1))
    return target.description.padded(to: width)
  }
}
