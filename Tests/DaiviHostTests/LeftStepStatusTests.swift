import DaiviEngine
import DaiviLedger
import DaiviSystem
import Testing

/// What the command line says of a step that an upgrade dropped, and how long its release is kept.
@Suite(.timeLimit(.minutes(10))) struct LeftStepStatusTests {
  let scratch: ProjectScratch

  init() throws {
    scratch = try ProjectScratch()
    for (version, steps) in [("1.0.0", ["one", "two"]), ("2.0.0", ["one"]), ("3.0.0", ["one"])] {
      let declared = steps.map { #"{"id": "\#($0)"}"# }.joined(separator: ", ")
      try scratch.write(
        """
        #!/bin/sh
        echo '{"protocol": {"min": 1, "max": 1}, "module": "notes", "version": "\(version)", "title": "Notes",
          "targets": [{"name": "a", "steps": [\(declared)]}]}'

        """, to: ".daivi/modules/notes/\(version)/daivi-notes", mode: 0o755)
    }
  }

  private func run(_ arguments: String...) async throws -> (status: Int32, output: String, error: String) {
    let host = Path.join(Path.parent(Path.executable), "daivi-host")
    let end = try await Command.run(
      host, arguments, environment: ["HOME": scratch.directory, "PATH": "/usr/bin:/bin"],
      directory: scratch.directory, seconds: 120)
    guard case .code(let code) = end.exit else { return (-1, "", "\(end.exit)") }
    return (code, String(decoding: end.output, as: UTF8.self), String(decoding: end.error, as: UTF8.self))
  }

  private func ledger() throws -> Ledger {
    try Ledger.open(scratch.path(".daivi/environments/daivi-local/ledger.sqlite"), access: .deploy)
  }

  /// As a deploy of 1.0.0 leaves it.
  private func deployed() async throws {
    let ledger = try ledger()
    let deployment = try await ledger.beginDeployment(kind: .deploy, selection: [], hostVersion: "test")
    for step in ["one", "two"] {
      let id = try await ledger.recordIntent(
        StepIntent(
          deployment: deployment, module: "notes", target: "a", step: step, token: "daivi-\(step)", fingerprint: "f"))
      try await ledger.recordOutcome(id, StepEnding(.succeeded))
    }
    try await ledger.setTargetState(
      TargetState(module: "notes", target: "a", status: .done, fingerprint: "f", moduleVersion: "1.0.0"),
      steps: ["one", "two"], left: [])
  }

  /// As a deploy of 2.0.0 leaves it then.
  private func upgraded() async throws {
    let ledger = try ledger()
    let last = try #require(try await ledger.lastAttempt(module: "notes", target: "a", step: "two"))
    try await ledger.setTargetState(
      TargetState(module: "notes", target: "a", status: .done, fingerprint: "g", moduleVersion: "2.0.0"),
      steps: ["one"],
      left: [LeftStep(module: "notes", target: "a", step: "two", moduleVersion: "1.0.0", attempt: last.id)])
  }

  private func expectItIsNamed(_ comment: Comment) async throws {
    let text = try await run("status")
    #expect(text.status == 0, "\(text.error)")
    let line = text.output.split(separator: "\n").first { $0.hasPrefix("notes/a/two ") }
    #expect(line?.contains("left") == true && line?.contains("1.0.0") == true, comment)
    let json = try await run("status", "--json").output
    #expect(json.contains("\"leftSteps\" : ["), comment)
    #expect(json.contains("\"step\" : \"two\"") && json.contains("\"moduleVersion\" : \"1.0.0\""), comment)
    let removal = try await run("modules", "remove", "notes", "--version", "1.0.0")
    #expect(removal.status == 2, comment)
    #expect(removal.error.contains("step two of notes/a (1.0.0)"), comment)
  }

  @Test func itIsNamedAndItsReleaseStaysPinned() async throws {
    #expect(try await run("modules", "lock", "notes@1.0.0").status == 0)
    try await deployed()
    #expect(try await !run("status").output.contains("notes/a/two"))
    #expect(try await run("modules", "lock", "notes@2.0.0").status == 0)
    try await expectItIsNamed("before the upgrade is deployed")
    try await upgraded()
    try await expectItIsNamed("after the upgrade")
    #expect(try await run("modules", "lock", "notes@3.0.0").status == 0)
    try await expectItIsNamed("after another one")
    #expect(try scratch.text("daivi.lock").contains("\"1.0.0\""))
    try await ledger().forget(module: "notes", target: "a")
    #expect(try await run("modules", "remove", "notes", "--version", "1.0.0").status == 0)
  }
}
