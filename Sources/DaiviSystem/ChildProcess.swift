import CDaiviSystem
import Glibc

/// A child in a process group of its own, with pipes for its standard streams.
///
/// Ours rather than a package's because the child inherits one descriptor more (the deployment lock, which must be
/// free exactly when host and modules are dead) and is ended with its whole group.
public final class ChildProcess: Sendable {
  /// How a process ended.
  public enum Exit: Hashable, Sendable, CustomStringConvertible {
    case code(Int32)
    case signal(Int32)

    public var description: String {
      switch self {
      case .code(let code): "exit status \(code)"
      case .signal(let signal): "killed by signal \(signal) (\(String(cString: strsignal(signal))))"
      }
    }
  }

  public let pid: pid_t
  /// Our ends of the pipes; whoever reads or writes them closes them.
  public let input: Int32
  public let output: Int32
  public let error: Int32

  private init(pid: pid_t, input: Int32, output: Int32, error: Int32) {
    self.pid = pid
    self.input = input
    self.output = output
    self.error = error
  }

  /// Starts an executable with exactly the variables given and, as descriptor 3, `inherited`.
  public static func start(
    _ path: String, arguments: [String], environment: [String: String], directory: String? = nil,
    inherited: Int32? = nil
  ) throws(SystemError) -> ChildProcess {
    let input = try pipe()
    let output = try pipe()
    let errors = try pipe()
    defer { for end in [input.read, output.write, errors.write] { close(end) } }
    do throws(SystemError) {
      let pid = try spawn(
        path, arguments: arguments, environment: environment, directory: directory,
        descriptors: (input.read, output.write, errors.write), inherited: inherited, newSession: false)
      return ChildProcess(pid: pid, input: input.write, output: output.read, error: errors.read)
    } catch {
      for end in [input.write, output.read, errors.read] { close(end) }
      throw error
    }
  }

  /// Starts a process in a session of its own that outlives this one, its output appended to a log file.
  public static func detach(
    _ path: String, arguments: [String], environment: [String: String], directory: String, log: String
  ) throws(SystemError) -> pid_t {
    let null = open("/dev/null", O_RDONLY | O_CLOEXEC)
    guard null >= 0 else { throw SystemError("open", "/dev/null") }
    defer { close(null) }
    let output = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard output >= 0 else { throw SystemError("write", log) }
    defer { close(output) }
    return try spawn(
      path, arguments: arguments, environment: environment, directory: directory, descriptors: (null, output, output),
      inherited: nil, newSession: true)
  }

  /// Waits for the end on a thread of its own; call once.
  public func wait() async -> Exit {
    let pid = pid
    return await withCheckedContinuation { continuation in
      BlockingThread.start { continuation.resume(returning: ChildProcess.reap(pid)) }
    }
  }

  /// Sends a signal to the whole group; a group that is gone is no error.
  public func signalGroup(_ signal: Int32) {
    kill(-pid, signal)
  }

  /// Waits for a process to end, on the calling thread.
  public static func reap(_ pid: pid_t) -> Exit {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0 {
      if errno != EINTR { return .code(-1) }
    }
    return status & 0x7f == 0 ? .code((status >> 8) & 0xff) : .signal(status & 0x7f)
  }

  private static func pipe() throws(SystemError) -> (read: Int32, write: Int32) {
    var ends: [Int32] = [-1, -1]
    guard daivi_pipe(&ends) == 0 else { throw SystemError("make", "a pipe") }
    return (ends[0], ends[1])
  }

  private static func spawn(
    _ path: String, arguments: [String], environment: [String: String], directory: String?,
    descriptors: (Int32, Int32, Int32), inherited: Int32?, newSession: Bool
  ) throws(SystemError) -> pid_t {
    let argv = ([path] + arguments).map { strdup($0) } + [nil]
    let envp = environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in argv + envp { free(pointer) } }
    var pid: pid_t = 0
    var failure: Int32 = 0
    // What was written a moment ago is busy while a child that another thread forks meanwhile has not come to its exec.
    for attempt in 0..<200 {
      if attempt > 0 { usleep(5000) }
      failure = daivi_spawn(
        path, argv, envp, directory, descriptors.0, descriptors.1, descriptors.2, inherited ?? -1, newSession ? 1 : 0,
        &pid)
      if failure != ETXTBSY { break }
    }
    guard failure == 0 else { throw SystemError("start", path, code: failure) }
    return pid
  }
}
