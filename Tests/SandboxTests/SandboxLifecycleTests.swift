import DaiviSystem
import Glibc
import Testing

extension EndToEndTests {
  /// The local emulator as a user handles it.
  @Suite struct SandboxLifecycleTests {
    @Test func stopAndStartKeepEverything() async throws {
      let project = try await SharedProject.project()
      let before = try project.sandbox()
      try await project.daivi("sandbox", "stop").status(0).run()
      try await project.daivi("sandbox", "status").status(0).stdout(contains: "no").run()
      try await project.daivi("sandbox", "start").status(0).stdout(contains: before.endpoint).run()
      let after = try project.sandbox()
      #expect(after.id == before.id)
      #expect(after.endpoint == before.endpoint)
      #expect(after.pid != before.pid)
      try await project.daivi("verify").status(0).run()
      try await project.daivi("deploy").isUpToDate().run()
    }

    @Test func aKillLosesNothing() async throws {
      let project = try await SharedProject.project()
      let before = try project.sandbox()
      kill(before.pid, SIGKILL)
      try await eventually("its last thread is gone") { try project.sandboxIsGone() }
      // Whatever needs it starts it again.
      try await project.daivi("verify").status(0).run()
      #expect(try project.sandbox().id == before.id)
      #expect(try await Lake(project: project).total(Lake.s3Table).rows == "20000")
    }

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

    @Test func startingTwiceIsStartingOnce() async throws {
      let project = try await SharedProject.project()
      let before = try project.sandbox()
      try await project.daivi("sandbox", "start").status(0).stdout(contains: before.endpoint).run()
      #expect(try project.sandbox() == before)
    }
  }
}
