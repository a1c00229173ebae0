import DaiviEngine
import DaiviSystem
import Synchronization

/// A run as JSON lines, one object an event, for programs. `EventRecord` documents the fields.
public final class JSONLines: RunRenderer {
  private struct State {
    var progress = RunProgress()
    var isFinished = false
  }

  private let output: any TextOutput
  private let clock: RunClock
  /// Held while writing, so that lines never mix and `elapsed` never goes back.
  private let state = Mutex(State())

  public init(output: any TextOutput, clock: RunClock = .starting()) {
    self.output = output
    self.clock = clock
  }

  public func emit(_ event: EngineEvent) {
    state.withLock { state in
      if state.isFinished { return }
      let now = clock.elapsed()
      // Before the event is taken in, the step that it ends is still known.
      let step = state.progress.running.first { $0.target == event.target }.map { now - $0.stepSince }
      let ended = state.progress.apply(event, at: now)
      let record = EventRecord(event: event, targetTook: ended.map { now - $0.since }, stepTook: step)
      write(record.name, record.fields, at: now)
    }
  }

  public func finish(_ ending: RunEnding) {
    state.withLock { state in
      if state.isFinished { return }
      state.isFinished = true
      guard let fields = EventRecord.fields(of: ending) else { return }
      write("run-finished", fields, at: clock.elapsed())
    }
  }

  private func write(_ name: String, _ fields: [(String, JSONText?)], at now: Duration) {
    let head: [(String, JSONText?)] = [
      ("event", .string(name)),
      ("time", .string(Timestamp.text(clock.date()))),
      ("elapsed", .seconds(now)),
    ]
    output.write(JSONText.object(head + fields).description + "\n")
  }
}
