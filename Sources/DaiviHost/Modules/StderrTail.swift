import DaiviSystem
import Glibc

/// Drains a module's stderr for as long as it writes, appends it to a bounded log file and keeps the end.
actor StderrTail {
  private static let kept = 4096
  private static let logLimit = 16 << 20

  private let finished: Task<[UInt8], Never>

  init(_ descriptor: Int32, log: String) {
    finished = Task { (try? await BlockingThread.run { Self.drain(descriptor, log: log) }) ?? [] }
  }

  /// The last lines, once the module is gone.
  func lastWords() async -> String {
    let text = String(decoding: await finished.value, as: UTF8.self)
    return text.split(separator: "\n").suffix(5).joined(separator: " | ")
  }

  private static func drain(_ descriptor: Int32, log: String) -> [UInt8] {
    let file = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    defer {
      close(descriptor)
      if file >= 0 { close(file) }
    }
    var tail: [UInt8] = []
    var logged = 0
    var buffer = [UInt8](repeating: 0, count: 16384)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { return tail }
      if file >= 0, logged < logLimit {
        logged += count
        _ = write(file, buffer, count)
      }
      tail = (tail + buffer[..<count]).suffix(kept)
    }
  }
}
