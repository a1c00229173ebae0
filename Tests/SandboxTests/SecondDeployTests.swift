import Glibc
import Testing

extension SharedProjectTests {
  /// A deploy when nothing changed.
  @Suite struct SecondDeployTests {
    @Test func everythingIsSkippedWithoutOneRequest() async throws {
      let project = try await SharedProject.project()
      let before = try project.requests().count
      try await project.daivi("deploy").isUpToDate().run()
      #expect(try project.requests().count == before)
    }

    @Test func itDoesNotEvenNeedAnAnswer() async throws {
      let project = try await SharedProject.project()
      let pid = try project.sandbox().pid
      kill(pid, SIGSTOP)
      defer { kill(pid, SIGCONT) }
      try await project.daivi("deploy").isUpToDate().run()
    }

    @Test func thePlanFindsNothingToDo() async throws {
      let project = try await SharedProject.project()
      try await project.daivi("plan", "--detailed-exitcode").status(0).run()
      try await project.daivi("history", "--limit", "1").status(0).stdout(contains: "  plan  ").run()
    }

    @Test func anotherPlaceByMistakeLosesNothing() async throws {
      let project = try await SharedProject.project()
      for command in ["plan", "verify", "destroy"] {
        try await project.daivi(command, "--primary-region", "eu-west-1").status(2).stderr(
          contains: "'daivi-local' is recorded in primary region us-east-1, not primary region eu-west-1"
        ).run()
      }
      try await project.daivi("deploy").isUpToDate().run()
    }
  }
}
