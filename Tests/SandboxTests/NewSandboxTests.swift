import DaiviSystem
import Testing

extension OwnProjectTests {
  /// A sandbox that begins, or begins anew.
  @Suite struct NewSandboxTests {
    @Test func afterAResetEverythingIsDeployedAgain() async throws {
      try await withProject("reset") { project in
        try await project.daivi("deploy", "deploy-iam-roles").status(0).run()
        let before = try project.sandbox()
        try await project.daivi("sandbox", "reset").status(0).run()
        try await project.daivi("status").status(0).stdout(contains: "not deployed").run()
        try await project.daivi("deploy", "deploy-iam-roles").status(0).stdout(contains: "2 done").run()
        #expect(try project.sandbox().id != before.id)
      }
    }

    @Test func aLedgerOfAnotherSandboxIsNotTrusted() async throws {
      try await withProject("forgotten") { project in
        try await project.daivi("deploy", "deploy-kms-keys").status(0).run()
        try await project.daivi("sandbox", "stop").status(0).run()
        // The sandbox's state is lost, the ledger is not.
        try Files.removeAll(project.sandboxDirectory)
        try await project.daivi("deploy", "deploy-kms-keys").status(0).stderr(contains: "not trusted")
          .stdout(contains: "1 done").run()
      }
    }

    @Test func aPortThatIsTakenIsAClearFault() async throws {
      try await withProject("port") { project in
        let listener = try Listener()
        defer { listener.close() }
        try await project.daivi("sandbox", "start", "--port", String(listener.port)).status(2)
          .stderr(contains: "port \(listener.port)").run()
        #expect(project.processes().isEmpty)
      }
    }
  }
}
