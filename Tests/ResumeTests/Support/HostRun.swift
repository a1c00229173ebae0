import DaiviSystem
import Glibc

/// A `daivi-host` under way; its output is drained from the start.
struct HostRun: Sendable {
  struct Output: Sendable {
    var exit: ChildProcess.Exit
    var stdout: String
    var stderr: String
  }

  private let task: Task<Output, any Error>

  init(_ path: String, _ arguments: [String], variables: [String: String], directory: String) throws {
    let child = try ChildProcess.start(path, arguments: arguments, environment: variables, directory: directory)
    close(child.input)
    task = Task {
      async let stdout = BlockingThread.run { Self.drain(child.output) }
      async let stderr = BlockingThread.run { Self.drain(child.error) }
      let exit = await child.wait()
      return Output(exit: exit, stdout: try await stdout, stderr: try await stderr)
    }
  }

  /// How it ended and what it said.
  func output() async throws -> Output { try await task.value }

  private static func drain(_ descriptor: Int32) -> String {
    defer { close(descriptor) }
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { return String(decoding: all, as: UTF8.self) }
      all += buffer[..<count]
    }
  }
}
