import DaiviEngine
import DaiviSystem
import FoundationEssentials
import Glibc

/// Installs, starts, stops and resets the local sandbox of a project.
///
/// The emulator is a Python program that this binary carries; it lives in a virtual environment of its own with pinned,
/// hash-checked packages, and goes on after the host that started it ends. `DAIVI_SANDBOX_VENV` names an environment that
/// another project already has: one with the very same packages is used as it is, never written to.
public struct SandboxControl: Sendable {
  private let layout: ProjectLayout
  /// Told what takes long.
  private let report: @Sendable (String) -> Void

  public init(layout: ProjectLayout, report: @escaping @Sendable (String) -> Void) {
    self.layout = layout
    self.report = report
  }

  private var runtime: String { Path.join(layout.sandbox, "runtime") }
  private var ownVenv: String { Path.join(layout.sandbox, "venv") }
  public var state: String { Path.join(layout.sandbox, "state") }
  public var log: String { Path.join(layout.sandbox, "sandbox.log") }

  /// The sandbox as it is now: what it said of itself, and whether it runs.
  public func status() -> (state: SandboxState?, running: Bool) {
    (SandboxState(directory: state), SandboxState.isRunning(directory: state))
  }

  /// Makes sure that the sandbox runs; one that does is not asked anything.
  /// - Parameter port: a port to listen on the first time; nil for a free one.
  public func start(port: Int? = nil) async throws -> SandboxState {
    if let running { return running }
    return try await alone {
      // Another command may have started it while this one waited.
      if let running { return running }
      let venv = try await installAlone()
      try Files.createDirectory(state, mode: 0o700)
      report("starting the sandbox")
      return try await launch(venv: venv, port: port)
    }
  }

  private var running: SandboxState? {
    guard SandboxState.isRunning(directory: state), let running = SandboxState(directory: state) else { return nil }
    if isOlder { report("it runs an older program; daivi-host sandbox stop, and the next command starts this one") }
    return running
  }

  /// Whether the program that was written out at the start is another than this binary carries.
  private var isOlder: Bool {
    program.contains { (try? Files.readText(Path.join(runtime, $0.key))) != $0.value }
  }

  /// Stops it; its state stays. True when it was running.
  public func stop() async throws -> Bool {
    guard SandboxState.isRunning(directory: state), let running = SandboxState(directory: state) else { return false }
    kill(running.pid, SIGTERM)
    guard await ProcessEnd.wait(for: running.pid, seconds: 20) else {
      kill(running.pid, SIGKILL)
      _ = await ProcessEnd.wait(for: running.pid, seconds: 5)
      return true
    }
    return true
  }

  /// Forgets everything in it, its id and port too.
  public func reset() async throws {
    _ = try await stop()
    try Files.removeAll(state)
  }

  // MARK: - Installing

  /// Writes the program out and makes the virtual environment when its requirements changed.
  /// - Returns: the directory of the virtual environment to run it with.
  @discardableResult
  public func install() async throws -> String { try await alone { try await installAlone() } }

  /// Runs `body` while no other process installs or starts this sandbox.
  private func alone<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
    try Files.createDirectory(layout.sandbox)
    let path = Path.join(layout.sandbox, "start.lock")
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw SystemError("open", path) }
    defer { close(descriptor) }
    try await BlockingThread.run {
      while flock(descriptor, LOCK_EX) != 0 {
        guard errno == EINTR else { throw SystemError("lock", path) }
      }
    }
    return try await body()
  }

  /// The program's files by their paths in its directory.
  private var program: [String: String] {
    let prefix = "sandbox/"
    let files = EmbeddedFiles.all.filter { $0.key.hasPrefix(prefix) }
    return Dictionary(uniqueKeysWithValues: files.map { (String($0.key.dropFirst(prefix.count)), $0.value) })
  }

  private func installAlone() async throws -> String {
    let files = program
    for (path, text) in files {
      let target = Path.join(runtime, path)
      if (try? Files.readText(target)) == text { continue }
      try Files.createDirectory(Path.parent(target))
      try Files.writeAtomically(Array(text.utf8), to: target)
    }
    guard let requirements = files["requirements.txt"] else {
      throw CommandError(.failed, "this build of daivi-host carries no sandbox; build it from a whole checkout")
    }
    let digest = SHA256.hex(of: requirements)
    if let shared = ProcessEnvironment.variables()["DAIVI_SANDBOX_VENV"], !shared.isEmpty {
      if holds(shared, digest) { return Path.absolute(shared, from: Path.current) }
      report("DAIVI_SANDBOX_VENV \(shared) does not hold this sandbox's packages; using one of our own")
    }
    let venv = ownVenv
    if holds(venv, digest) { return venv }
    report("installing the sandbox's Python packages (once, about a minute)")
    guard let python = await SandboxPython.find(ProcessEnvironment.variables()) else {
      throw CommandError(.usage, "\(SandboxPython.needed); install python3 and python3-venv")
    }
    try Files.removeAll(venv)
    try await run(
      python.path, ["-m", "venv", venv], what: "make a Python virtual environment", hint: "install python3-venv")
    try await run(
      Path.join(venv, "bin/python"),
      [
        "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--require-hashes", "-r",
        Path.join(runtime, "requirements.txt"),
      ], what: "install the sandbox's packages", hint: "is the Python package index reachable?")
    // What layers of functions are made of, so that a deployment needs no network later.
    try await run(
      Path.join(venv, "bin/python"),
      [
        "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input", "--no-deps",
        "--require-hashes", "--dest", Path.join(venv, "wheels"), "-r", Path.join(runtime, "wheels.txt"),
      ], what: "fetch the wheels of the functions' layers", hint: "is the Python package index reachable?")
    try Files.writeAtomically(Array(digest.utf8), to: stamp(of: venv))
    return venv
  }

  /// Written last, so that an environment whose installation was cut short is made anew.
  private func stamp(of venv: String) -> String { Path.join(venv, "requirements.sha256") }

  private func holds(_ venv: String, _ digest: String) -> Bool { (try? Files.readText(stamp(of: venv))) == digest }

  private func run(_ path: String, _ arguments: [String], what: String, hint: String) async throws {
    let output = try await Command.run(path, arguments, environment: ProcessEnvironment.variables())
    guard output.exit == .code(0) else {
      throw CommandError(.failed, "cannot \(what): \(output.errorTail); \(hint)")
    }
  }

  // MARK: - Starting

  private func launch(venv: String, port: Int?) async throws -> SandboxState {
    var arguments = ["-m", "daivi_sandbox", "serve", "--state", state]
    if let port { arguments += ["--port", String(port)] }
    var variables = ProcessEnvironment.variables().filter { !$0.key.hasPrefix("AWS_") }
    variables["PYTHONPATH"] = runtime
    variables["PYTHONDONTWRITEBYTECODE"] = nil
    // The emulator must not keep the host's lock or pipes: a session of its own, output to the log file.
    let pid = try ChildProcess.detach(
      Path.join(venv, "bin/python"), arguments: arguments, environment: variables, directory: layout.sandbox, log: log)
    let exit = Task { try await BlockingThread.run { ChildProcess.reap(pid) } }
    let ready = try await untilReady(pid: pid)
    if let ready { return ready }
    let tail = ((try? Files.readText(log)) ?? "").split(separator: "\n").last.map(String.init) ?? "it said nothing"
    switch try await exit.value {
    case .code(2): throw CommandError(.usage, tail)
    case .code(5): throw CommandError(.locked, tail)
    case let end: throw CommandError(.failed, "the sandbox did not start (\(end)): \(tail); see \(log)")
    }
  }

  /// The state once this process wrote it; nil when it ended instead.
  private func untilReady(pid: pid_t) async throws -> SandboxState? {
    var pause = Duration.milliseconds(20)
    for _ in 0..<600 {
      if let state = SandboxState(directory: state), state.pid == pid { return state }
      if kill(pid, 0) != 0 { return nil }
      try await Task.sleep(for: pause)
      pause = min(pause * 2, .milliseconds(100))
    }
    kill(pid, SIGKILL)
    throw CommandError(.failed, "the sandbox was not ready within a minute; see \(log)")
  }
}
