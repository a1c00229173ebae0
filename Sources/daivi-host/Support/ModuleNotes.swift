import DaiviConsole
import DaiviEngine
import DaiviProtocol
import Synchronization

/// Where what modules log goes: into the run's events, or to standard error while no run is shown. Errors are always
/// shown, the rest when it is asked for; a run keeps all of it.
final class ModuleNotes: Sendable {
  private let verbose: Bool
  private let run = Mutex<RecordedEvents?>(nil)

  init(verbose: Bool = false) { self.verbose = verbose }

  /// From now on they belong to this run.
  func follow(_ events: RecordedEvents) { run.withLock { $0 = events } }

  func take(_ module: String, _ log: LogParams) {
    let text = "[\(module)] \(log.message)"
    let shows = verbose || log.level == .error
    if let run = run.withLock({ $0 }) {
      run.note(text, shows: shows)
    } else if shows {
      DescriptorOutput.standardError.write(text.onOneLine + "\n")
    }
  }
}
