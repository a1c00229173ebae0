import DaiviSystem
import FoundationEssentials
import Glibc
import Testing

/// A project in a temporary directory, with a sandbox of its own once something starts it.
struct TestProject: Sendable {
  let directory: String

  init(_ purpose: String) throws {
    directory = Path.join(
      ProcessEnvironment.variables()["TMPDIR"] ?? "/tmp", "daivi-e2e-\(purpose)-\(UInt32.random(in: 0 ... .max))")
    try Files.createDirectory(Path.join(directory, ".daivi"), mode: 0o700)
    Cleanup.current.add(self)
  }

  func daivi(_ words: String...) -> DaiviRun { words.reduce(DaiviRun(in: self)) { $0.args($1) } }

  func write(_ text: String, to name: String) throws {
    try Files.writeAtomically(Array(text.utf8), to: Path.join(directory, name))
  }

  // MARK: - The sandbox

  var sandboxDirectory: String { Path.join(directory, ".daivi/sandbox/state") }

  /// What the sandbox says of itself.
  struct Sandbox: Decodable, Hashable, Sendable {
    var id: String
    var pid: pid_t
    var endpoint: String
  }

  func sandbox() throws -> Sandbox {
    try JSONDecoder().decode(Sandbox.self, from: Data(try Files.read(Path.join(sandboxDirectory, "sandbox.json"))))
  }

  /// Whether nobody holds the sandbox's lock: it is free when the last thread has ended.
  func sandboxIsGone() throws -> Bool {
    let path = Path.join(sandboxDirectory, "lock")
    let descriptor = open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemError("open", path) }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_EX | LOCK_NB) == 0
  }

  /// One AWS request as the sandbox logged it.
  struct Request: Decodable, Sendable {
    var service: String?
    /// First word of the user agent.
    var agent: String?
    /// Nil for what is no AWS request.
    var operation: String?
    /// What IAM calls it; nil for what needs no permission.
    var action: String?
    var status: Int
    var token: String?
    /// What AWS's own model of the service has against it.
    var invalid: [String]?
  }

  /// Every request so far, oldest first; a line that is being written is left out.
  func requests() throws -> [Request] {
    let path = Path.join(sandboxDirectory, "requests.jsonl")
    guard Files.exists(path) else { return [] }
    let text = try Files.readText(path)
    let whole = text.hasSuffix("\n") ? text : String(text[..<(text.lastIndex(of: "\n") ?? text.startIndex)])
    return try whole.split(separator: "\n").map { try JSONDecoder().decode(Request.self, from: Data($0.utf8)) }
  }

  func requests(_ operation: String) throws -> [Request] { try requests().filter { $0.operation == operation } }

  /// Stops what this project started and removes it. Every request that was made in it must be one that AWS's own
  /// service models allow, and its module's manifest.
  func end() async {
    do {
      let invalid = try requests().filter { $0.invalid != nil }
      #expect(invalid.isEmpty, "requests that AWS would refuse: \(invalid)")
      let missing = try await ModulePermissions.shared.missing(in: self)
      #expect(missing.isEmpty, "not in the permissions of its module's manifest: \(missing)")
    } catch {
      Issue.record("the requests of \(directory) cannot be looked at: \(error)")
    }
    if let sandbox = try? sandbox(), processes().contains(sandbox.pid) {
      kill(sandbox.pid, SIGCONT)
      _ = try? await daivi("sandbox", "stop").run()
    }
    for pid in processes() { kill(pid, SIGKILL) }
    try? Files.removeAll(directory)
  }

  /// Processes whose working directory lies in the project: host, modules, sandbox and what that started.
  func processes(named prefix: String = "") -> [pid_t] {
    let all = ((try? Files.names(in: "/proc")) ?? []).compactMap { pid_t($0) }
    return all.filter { pid in
      guard pid != getpid(), let place = Self.link("/proc/\(pid)/cwd"), place.hasPrefix(directory) else { return false }
      return prefix.isEmpty || Path.name(Self.link("/proc/\(pid)/exe") ?? "").hasPrefix(prefix)
    }
  }

  private static func link(_ path: String) -> String? {
    guard let target = realpath(path, nil) else { return nil }
    defer { free(target) }
    return String(cString: target)
  }
}
