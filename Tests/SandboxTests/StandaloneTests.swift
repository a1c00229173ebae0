import DaiviLedger
import DaiviSystem
import Testing

extension SharedProjectTests {
  /// A module run by a person, without the host.
  @Suite struct StandaloneTests {
    private func billing(_ words: String...) async throws -> DaiviRun {
      let project = try await SharedProject.project()
      return words.reduce(DaiviRun(in: project, program: "daivi-billing")) { $0.args($1) }
    }

    @Test func itSkipsWhatTheHostDeployed() async throws {
      try await billing("deploy", "start-billing-hive-job").status(0).stdout(contains: "up to date").run()
    }

    @Test func whatItDoesIsRecordedAsWhatItIs() async throws {
      try await billing("plan").status(0).run()
      let history = try await SharedProject.project().daivi("history", "--json", "--limit", "1").status(0).run()
      #expect(history.stdout.contains("\"plan\""))
    }

    @Test func itPlansAsTheHostDoes() async throws {
      try await billing("plan").status(0).stdout(contains: "No changes: ").run()
      try await SharedProject.project().daivi("plan", "billing").status(0).stdout(contains: "No changes: ").run()
      try await billing("plan", "deploy-nothing").status(2).stderr(contains: "there is no target").run()
    }

    @Test func itLooksAtItsOwnTargets() async throws {
      try await billing("verify").status(0).stdout(contains: "billing/start-billing-hive-job").run()
    }

    @Test func itTellsItsStatus() async throws {
      try await billing("status").status(0).stdout(contains: "start-billing-hive-job").stdout(contains: "done").run()
    }

    @Test func itMendsWhatItsVerifyFound() async throws {
      let project = try await SharedProject.project()
      try await Python.run(
        """
        scripts = client("s3").list_objects_v2(Bucket="daivi-local-glue-scripts-primary")["Contents"]
        for entry in scripts:
            if entry["Key"] == "billing/lake_iceberg.py":
                client("s3").delete_object(Bucket="daivi-local-glue-scripts-primary", Key=entry["Key"])
        """, in: project)
      try await billing("verify", "deploy-billing").status(1).stdout(contains: "billing/lake_iceberg.py is missing")
        .run()
      try await billing("deploy").isDeployed().run()
      try await billing("verify").status(0).run()
      // The host sees the same record: nothing is left to do.
      try await project.daivi("deploy").isUpToDate().run()
    }

    @Test func nobodyDeploysWhileAnotherDoes() async throws {
      let project = try await SharedProject.project()
      let lock = try Ledger.lock(
        directory: Path.join(project.directory, ".daivi/environments/daivi-local"), command: "somebody else")
      defer { lock.release() }
      try await billing("deploy").status(5).stderr(contains: "somebody else").run()
      try await project.daivi("deploy").status(5).stderr(contains: "somebody else").stderrIsOneLine().run()
      // Reading needs no lock.
      try await project.daivi("status").status(0).run()
    }

    @Test func serveIsNotForPeople() async throws {
      try await billing("serve").status(2).stderr(contains: "speaks to a host").stderrIsOneLine().run()
    }
  }
}
