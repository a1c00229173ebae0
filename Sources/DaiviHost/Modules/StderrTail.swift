import DaiviSystem
import Glibc
import Synchronization

/// Drains a module's stderr for as long as it writes, appends it to a bounded log file and keeps the end.
///
/// The mutex guards what the draining thread has read so far.
final class StderrTail: Sendable {
  private static let kept = 4096
  private static let logLimit = 16 << 20

  private struct State {
    var tail: [UInt8] = []
    var isFinished = false
  }

  private let state = Mutex(State())

  init(_ descriptor: Int32, log: String) {
    BlockingThread.start { [self] in drain(descriptor, log: log) }
  }

  /// The last lines of a module that is gone. What it left running may hold the pipe: the end is awaited for a moment.
  func lastWords() async -> String {
    for _ in 0..<50 {
      if state.withLock({ $0.isFinished }) { break }
      try? await Task.sleep(for: .milliseconds(10))
    }
    let text = String(decoding: state.withLock { $0.tail }, as: UTF8.self)
    return text.split(separator: "\n").suffix(5).joined(separator: " | ")
  }

  private func drain(_ descriptor: Int32, log: String) {
    // What a module said before it crashed and was started again stays beside it.
    rename(log, log + ".1")
    let file = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    defer {
      close(descriptor)
      if file >= 0 { close(file) }
      state.withLock { $0.isFinished = true }
    }
    var logged = 0
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { return }
      if file >= 0, logged < Self.logLimit {
        logged += count
        _ = write(file, buffer, count)
      }
      let end = buffer[max(0, count - Self.kept)..<count]
      state.withLock { $0.tail = Array(($0.tail + end).suffix(Self.kept)) }
    }
  }
}
