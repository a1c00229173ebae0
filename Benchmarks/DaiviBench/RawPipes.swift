import DaiviSystem
import Glibc

/// The least that two processes can do: the same bytes there and back with `write` and `read`, nothing looked at.
struct RawPipes {
  private let child: ChildProcess
  private let line: [UInt8]

  init(line: [UInt8]) throws {
    self.line = line + [0x0a]
    child = try ChildProcess.start(Path.executable, arguments: ["echo"], environment: [:])
  }

  /// Seconds of one round trip, on a thread of its own as the transport has, so that no task is in the way.
  func roundTrip(count: Int) async throws -> Double {
    try await BlockingThread.run { [self] in
      var buffer = [UInt8](repeating: 0, count: 65_536)
      let clock = ContinuousClock()
      let start = clock.now
      for _ in 0..<count {
        try Files.writeAll(line, to: child.input, "a pipe")
        var received = 0
        while received < line.count {
          let size = read(child.output, &buffer, buffer.count)
          guard size > 0 else { throw SystemError("read", "a pipe") }
          received += size
        }
      }
      return Double((clock.now - start) / .nanoseconds(1)) * 1e-9 / Double(count)
    }
  }

  func stop() async {
    close(child.input)
    _ = await child.wait()
    close(child.output)
    close(child.error)
  }

  /// The other end.
  static func echo() {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let size = read(0, &buffer, buffer.count)
      guard size > 0 else { return }
      var sent = 0
      while sent < size {
        let part = buffer.withUnsafeBytes { write(1, $0.baseAddress! + sent, size - sent) }
        guard part > 0 else { return }
        sent += part
      }
    }
  }
}
