import DaiviSystem
import Glibc
import Testing

extension SharedProjectTests {
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
      try await project.daivi("verify", "foundation", "billing").status(0).run()
      #expect(try project.sandbox().id == before.id)
      #expect(try await Lake(project: project).total(Lake.s3Table).rows == "20000")
    }

    @Test func startingTwiceIsStartingOnce() async throws {
      let project = try await SharedProject.project()
      let before = try project.sandbox()
      try await project.daivi("sandbox", "start").status(0).stdout(contains: before.endpoint).run()
      #expect(try project.sandbox() == before)
    }
  }
}
