import Testing

extension SharedProjectTests {
  /// Two environments in one account.
  @Suite struct TwoEnvironmentsTests {
    @Test func theyLiveSideBySide() async throws {
      let project = try await SharedProject.project()
      try await project.daivi("deploy", "--env", "second", "start-billing-hive-job").status(0).run()
      try await project.daivi("verify", "--env", "second").status(0).run()
      // The first is neither changed nor stale.
      try await project.daivi("verify", "foundation", "lake-formation", "billing").status(0).run()
      let before = try project.requests().count
      try await project.daivi("deploy").isUpToDate().run()
      #expect(try project.requests().count == before)
      // A standalone module must be told which one.
      try await DaiviRun(in: project, program: "daivi-billing").args("status").status(2).stderr(contains: "--env").run()
      try await DaiviRun(in: project, program: "daivi-billing").args("status", "--env", "second").status(0).run()
    }
  }
}
