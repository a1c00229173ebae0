import Glibc

/// What a finished command printed.
public struct CommandOutput: Sendable {
  public var exit: ChildProcess.Exit
  public var output: [UInt8]
  public var error: [UInt8]
  /// It was ended because its time was over.
  public var timedOut: Bool

  /// The last line on stderr, or a word that there is none.
  public var errorTail: String {
    String(decoding: error, as: UTF8.self).split(separator: "\n").last.map(String.init) ?? "it said nothing"
  }
}

/// Runs a short command to its end.
public enum Command {
  /// - Parameters:
  ///   - seconds: the command, and what it started, is ended after this time.
  public static func run(
    _ path: String, _ arguments: [String], environment: [String: String], directory: String? = nil,
    seconds: Int = 900
  ) async throws -> CommandOutput {
    let child = try ChildProcess.start(path, arguments: arguments, environment: environment, directory: directory)
    close(child.input)
    let limit = Task {
      try await Task.sleep(for: .seconds(seconds))
      child.signalGroup(SIGKILL)
      return true
    }
    async let output = BlockingThread.run { try drain(child.output) }
    async let error = BlockingThread.run { try drain(child.error) }
    let (out, err) = try await (output, error)
    let exit = await child.wait()
    limit.cancel()
    let timedOut = (try? await limit.value) ?? false
    return CommandOutput(exit: exit, output: out, error: err, timedOut: timedOut)
  }

  /// The executable a shell would run for a name; nil when there is none on `PATH`.
  public static func find(_ name: String, variables: [String: String] = ProcessEnvironment.variables()) -> String? {
    if name.contains("/") { return Files.isExecutable(name) ? name : nil }
    for directory in (variables["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":") {
      let path = Path.join(String(directory), name)
      if Files.isExecutable(path) && !Files.isDirectory(path) { return path }
    }
    return nil
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
