import DaiviSystem
import Glibc

/// What a finished command printed.
struct CommandOutput: Sendable {
  var exit: ChildProcess.Exit
  var output: [UInt8]
  var error: [UInt8]

  /// The last line on stderr, or a word that there is none.
  var errorTail: String {
    String(decoding: error, as: UTF8.self).split(separator: "\n").last.map(String.init) ?? "it said nothing"
  }
}

/// Runs a short command to its end.
enum Command {
  static func run(
    _ path: String, _ arguments: [String], environment: [String: String], directory: String? = nil
  ) async throws -> CommandOutput {
    let child = try ChildProcess.start(path, arguments: arguments, environment: environment, directory: directory)
    close(child.input)
    async let output = BlockingThread.run { try Self.drain(child.output) }
    async let error = BlockingThread.run { try Self.drain(child.error) }
    let (out, err) = try await (output, error)
    return CommandOutput(exit: await child.wait(), output: out, error: err)
  }

  private static func drain(_ descriptor: Int32) throws(SystemError) -> [UInt8] {
    defer { close(descriptor) }
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      if count < 0 { throw SystemError("read", "a pipe") }
      if count == 0 { return all }
      all += buffer[..<count]
    }
  }
}
