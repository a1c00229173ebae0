import DaiviLedger
import DaiviSystem
import FoundationEssentials
import Glibc
import Testing

/// A sandbox of its own with the host and one small module (Tests/ResumeLab), in a temporary directory. Every
/// environment of it (`DAIVI_ENV`) is a deployment from nothing, so that many can be killed side by side.
struct Lab: Sendable {
  let directory: String
  /// Variables of every process that the lab starts.
  private let variables: [String: String]

  /// Makes a lab, gives it to `body` and leaves nothing of it behind.
  /// - Parameter variables: what the sandbox and the hosts are told besides, such as delays.
  static func with(
    _ purpose: String, variables: [String: String] = [:], _ body: (Lab) async throws -> Void
  ) async throws {
    let lab = try Lab(purpose, variables)
    do {
      let start = try await lab.host(["sandbox", "start"]).output()
      #expect(start.exit == .code(0), "\(start.stderr)")
      try await body(lab)
      try lab.expectEveryTokenTookEffectOnce()
    } catch {
      await lab.remove()
      throw error
    }
    await lab.remove()
  }

  private init(_ purpose: String, _ more: [String: String]) throws {
    // Without them every lab would install its own, a minute each.
    try #require(
      Files.exists(Path.join(Self.venv, "requirements.sha256")),
      "\(Self.venv) has no sandbox: run .build/debug/daivi-host sandbox install in the checkout, or make test")
    let own = ProcessEnvironment.variables()
    directory = Path.join(own["TMPDIR"] ?? "/tmp", "daivi-resume-\(purpose)-\(UInt32.random(in: 0 ... .max))")
    var variables = [
      "HOME": directory, "PATH": own["PATH"] ?? "/usr/bin:/bin", "LANG": "C.UTF-8", "DAIVI_SANDBOX_VENV": Self.venv,
      "PYTHONDONTWRITEBYTECODE": "1", "SWIFT_BACKTRACE": "enable=no",
    ]
    for name in ["TMPDIR", "SSL_CERT_FILE", "HTTPS_PROXY", "NO_PROXY", "PIP_INDEX_URL"] { variables[name] = own[name] }
    self.variables = variables.merging(more) { $1 }
    try Files.createDirectory(Path.join(directory, ".daivi"), mode: 0o700)
    try Files.createDirectory(Path.join(directory, "bin"))
    // Alone in a directory, so that no other module of the build is found beside the host.
    let built = Path.parent(Path.executable)
    try Self.place(Path.join(built, "daivi-host"), at: Path.join(directory, "bin/daivi-host"))
    try Self.place(Path.join(built, "resume-lab"), at: Path.join(directory, "bin/daivi-lab"))
  }

  /// The sandbox's packages, made once for all tests: those the caller names, or the checkout's own.
  private static let venv: String = {
    let named = ProcessEnvironment.variables()["DAIVI_SANDBOX_VENV"] ?? ""
    let root = Path.parent(Path.parent(Path.parent(Path.parent(#filePath))))
    return named.isEmpty ? Path.join(root, ".daivi/sandbox/venv") : Path.absolute(named)
  }()

  /// A hard link, or a copy where the temporary directory is another file system.
  private static func place(_ file: String, at path: String) throws {
    if link(file, path) == 0 { return }
    try Files.writeAtomically(try Files.read(file), to: path)
    chmod(path, 0o755)
  }

  // MARK: - Deploying

  /// Starts a deploy of one environment.
  func deploying(_ env: String, _ more: [String: String] = [:], through proxy: FaultyProxy? = nil) throws -> HostRun {
    var own = more
    own["DAIVI_ENV"] = env
    own["DAIVI_SANDBOX_ENDPOINT"] = proxy?.endpoint
    return try host(["deploy", "lab"], own)
  }

  func host(_ arguments: [String], _ more: [String: String] = [:]) throws -> HostRun {
    try HostRun(
      Path.join(directory, "bin/daivi-host"), arguments, variables: variables.merging(more) { $1 },
      directory: directory)
  }

  /// Deploys to the end and expects it to succeed.
  func deploy(
    _ env: String, through proxy: FaultyProxy? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let output = try await deploying(env, through: proxy).output()
    #expect(output.exit == .code(0), "\(env): \(output.stderr)", sourceLocation: sourceLocation)
  }

  func environmentDirectory(_ env: String) -> String { Path.join(directory, ".daivi/environments/daivi-\(env)") }

  /// Waits until the host and all modules of an environment are gone: they share its lock.
  func untilNobodyDeploys(_ env: String) async throws {
    try await Self.untilFree(Path.join(environmentDirectory(env), "lock"))
  }

  /// Waits until a sandbox that was killed is gone: a process takes a moment to die.
  func untilNoSandboxRuns() async throws { try await Self.untilFree(Path.join(state, "lock")) }

  private static func untilFree(_ path: String) async throws {
    try await BlockingThread.run {
      let descriptor = open(path, O_RDONLY | O_CLOEXEC)
      // Killed before there was a lock.
      guard descriptor >= 0 else { return }
      defer { close(descriptor) }
      while flock(descriptor, LOCK_SH) != 0 {
        guard errno == EINTR else { throw SystemError("lock", path) }
      }
    }
  }

  // MARK: - The sandbox

  struct Sandbox: Decodable, Sendable {
    var id: String
    var pid: pid_t
    var endpoint: String
  }

  private var state: String { Path.join(directory, ".daivi/sandbox/state") }

  func sandbox() throws -> Sandbox {
    try JSONDecoder().decode(Sandbox.self, from: Data(try Files.read(Path.join(state, "sandbox.json"))))
  }

  /// One AWS request as the sandbox logged it.
  private struct Request: Decodable {
    var operation: String
    var status: Int
    var token: String?
    var invalid: [String]?
  }

  /// However often a deploy was killed: no token started a second run, executed a second change set or made one.
  private func expectEveryTokenTookEffectOnce() throws {
    let effects: Set = ["StartJobRun", "CreateChangeSet", "ExecuteChangeSet", "DeleteStack"]
    var seen: [String: Int] = [:]
    for line in try Files.readText(Path.join(state, "requests.jsonl")).split(separator: "\n") {
      // The last line of a sandbox that was killed may be cut short.
      guard let request = try? JSONDecoder().decode(Request.self, from: Data(line.utf8)) else { continue }
      #expect(request.invalid == nil, "AWS would refuse \(request.operation)")
      guard effects.contains(request.operation), request.status == 200 else { continue }
      let token = try #require(request.token, "\(request.operation) without a token")
      seen["\(request.operation) \(token)", default: 0] += 1
    }
    #expect(seen.count > 0)
    let twice = seen.filter { $0.value > 1 }
    #expect(twice.isEmpty, "took effect more than once: \(twice)")
  }

  private func remove() async {
    if let running = try? host(["sandbox", "stop"]) { _ = try? await running.output() }
    for pid in LabProcess.all(in: directory) { kill(pid, SIGKILL) }
    try? Files.removeAll(directory)
  }
}
