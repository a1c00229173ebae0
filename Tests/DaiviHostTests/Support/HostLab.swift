import DaiviEngine
import DaiviProtocol
import DaiviSystem
import Glibc

@testable import DaiviHost

/// A project directory of its own, with modules that are small scripts; removed when the test is done.
final class HostLab: Sendable {
  let directory: String
  var layout: ProjectLayout { ProjectLayout(directory: directory) }

  init() throws {
    directory = Path.join(
      ProcessEnvironment.variables()["TMPDIR"] ?? "/tmp", "daivi-host-\(UInt64.random(in: 0 ... .max))")
    try Files.createDirectory(Path.join(directory, ".daivi"), mode: 0o700)
  }

  deinit { try? Files.removeAll(directory) }

  /// Writes a file below the project; makes it executable when asked.
  @discardableResult
  func write(_ text: String, to name: String, mode: mode_t = 0o644) throws -> String {
    let path = Path.join(directory, name)
    try Files.createDirectory(Path.parent(path))
    try Files.writeAtomically(Array(text.utf8), to: path, mode: mode)
    return path
  }

  /// An executable module: Python with the loop of a module, `body` being its answer to a step.
  @discardableResult
  func module(_ name: String, in place: String = "modules", _ body: String = "answer(id, {})") throws -> ModuleBinary {
    let path = try write(ScriptModule.text(name, body), to: "\(place)/daivi-\(name)", mode: 0o755)
    return ModuleBinary(name: name, path: path, place: "test")
  }

  /// The processes of these modules, in an environment that nobody deploys to.
  func processes(
    _ binaries: ModuleBinary..., credentials: @escaping @Sendable () throws -> ScopedCredentials? = { nil }
  ) -> ModuleProcesses {
    ModuleProcesses(binaries, session: session(credentials: credentials))
  }

  func session(credentials: @escaping @Sendable () throws -> ScopedCredentials?) -> ModuleProcesses.Session {
    ModuleProcesses.Session(
      hostVersion: "test",
      environment: ModuleEnvironment(
        app: "daivi", env: "test", account: "111122223333", partition: "aws", primaryRegion: "us-east-1",
        secondaryRegion: "us-west-2", adminRole: "Admin", tags: [:]),
      parameters: [:], credentials: { _ in try credentials() }, workDirectory: Path.join(directory, "work"), lock: nil,
      log: { _, _ in })
  }

  func discovery(_ flags: String..., variables: [String: String] = [:]) -> ModuleDiscovery {
    var variables = variables
    variables["HOME"] = directory
    return ModuleDiscovery(
      layout: layout, flags: flags.map { Path.join(directory, $0) }, variables: variables,
      hostDirectory: Path.join(directory, "bin"))
  }
}

/// A module in a few lines of Python: no SDK, only the protocol.
enum ScriptModule {
  static func text(_ name: String, _ body: String) -> String {
    """
    #!/usr/bin/env python3
    import json, os, signal, subprocess, sys, time

    def send(**message):
        sys.stdout.write(json.dumps({"jsonrpc": "2.0", **message}) + "\\n")
        sys.stdout.flush()

    def answer(id, result):
        send(id=id, result=result)

    if sys.argv[1:] == ["describe"]:
        with open(sys.argv[0] + ".described", "a") as file:
            file.write("x")
        print(json.dumps({
            "protocol": {"min": 1, "max": 1}, "module": "\(name)", "version": "1.0.0", "title": "A test",
            "targets": [{"name": "run", "steps": [{"id": "do"}]}]}))
        sys.exit(0)
    for line in sys.stdin:
        request = json.loads(line)
        id, method, params = request.get("id"), request["method"], request.get("params", {})
        if method == "initialize":
            answer(id, {"protocol": 1, "module": {"name": "\(name)", "version": "1.0.0"}})
        elif id is not None:
    \(body.split(separator: "\n").map { "        " + $0 }.joined(separator: "\n"))

    """
  }
}

extension ModuleConnection {
  /// Sends the one step of a script module.
  @discardableResult
  func run(_ progress: @escaping @Sendable (String) -> Void = { _ in }) async throws -> StepApplyResult {
    try await apply(
      StepApplyParams(target: "run", step: "do", token: "token-1"), maxSeconds: 60, progress: progress)
  }
}
