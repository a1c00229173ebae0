import Glibc
import Synchronization

/// What a finished command printed.
public struct CommandOutput: Sendable {
  public var exit: ChildProcess.Exit
  public var output: [UInt8]
  public var error: [UInt8]
  /// It was ended because its time was over.
  public var timedOut: Bool
  /// It was ended because it wrote more to stdout than was allowed; `output` is what fitted.
  public var wroteTooMuch: Bool

  /// The last line on stderr, or a word that there is none.
  public var errorTail: String {
    String(decoding: error, as: UTF8.self).split(separator: "\n").last.map(String.init) ?? "it said nothing"
  }
}

/// Runs a short command to its end.
public enum Command {
  /// What the command left running in the background is not waited for, even when it holds the pipes. A task that is
  /// cancelled ends the command.
  /// - Parameters:
  ///   - seconds: the command, and what it started, is ended after this time.
  ///   - limit: bytes of stdout after which it is ended; of stderr the end is kept.
  public static func run(
    _ path: String, _ arguments: [String], environment: [String: String], directory: String? = nil,
    seconds: Int = 900, limit: Int = 256 << 20
  ) async throws -> CommandOutput {
    let child = try ChildProcess.start(path, arguments: arguments, environment: environment, directory: directory)
    close(child.input)
    return try await withTaskCancellationHandler {
      try await end(of: child, seconds: seconds, limit: limit)
    } onCancel: {
      child.signalGroup(SIGKILL)
    }
  }

  private static func end(of child: ChildProcess, seconds: Int, limit: Int) async throws -> CommandOutput {
    let watchdog = Task {
      try await Task.sleep(for: .seconds(seconds))
      child.signalGroup(SIGKILL)
      return true
    }
    let hasEnded = Flag()
    async let ended = {
      let exit = await child.wait()
      hasEnded.set()
      return exit
    }()
    async let output = BlockingThread.run {
      let bytes = try drain(child.output, hasEnded) { $0.count > limit }
      if bytes.count > limit { child.signalGroup(SIGKILL) }
      return bytes
    }
    async let error = BlockingThread.run { try drain(child.error, hasEnded, keeping: 64 << 10) { _ in false } }
    let (out, err) = try await (output, error)
    let exit = await ended
    watchdog.cancel()
    let timedOut = (try? await watchdog.value) ?? false
    return CommandOutput(
      exit: exit, output: Array(out.prefix(limit)), error: err, timedOut: timedOut, wroteTooMuch: out.count > limit)
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

  /// Reads until the end; or, once the command has ended, until the pipe is silent: somebody else may hold it.
  private static func drain(
    _ descriptor: Int32, _ hasEnded: Flag, keeping kept: Int = .max, until isEnough: ([UInt8]) -> Bool
  ) throws(SystemError) -> [UInt8] {
    defer { close(descriptor) }
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let wasOver = hasEnded.isSet
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&entry, 1, 250)
      if ready == 0 && wasOver { return all }
      if ready <= 0 { continue }
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      if count < 0 { throw SystemError("read", "a pipe") }
      if count == 0 { return all }
      all += buffer[..<count]
      if all.count > kept && all.count - kept > kept { all.removeFirst(all.count - kept) }
      if isEnough(all) { return all }
    }
  }

  /// Something that has happened or not, seen from several threads.
  private final class Flag: Sendable {
    private let state = Mutex(false)
    var isSet: Bool { state.withLock { $0 } }
    func set() { state.withLock { $0 = true } }
  }
}
