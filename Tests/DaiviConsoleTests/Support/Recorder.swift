import DaiviConsole
import Synchronization

/// Keeps what was written, one entry a write.
final class Recorder: TextOutput {
  private let writes = Mutex<[String]>([])

  func write(_ text: String) { writes.withLock { $0.append(text) } }

  var all: [String] { writes.withLock { $0 } }
  var text: String { all.joined() }
  var lines: [String] { text.split(separator: "\n").map(String.init) }

  /// What was written since the last call.
  func take() -> String {
    writes.withLock { writes in
      defer { writes = [] }
      return writes.joined()
    }
  }
}
