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
    }
  }
}
