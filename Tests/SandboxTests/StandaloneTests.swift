import DaiviLedger
import DaiviSystem
import Testing

extension EndToEndTests {
  /// A module run by a person, without the host.
  @Suite struct StandaloneTests {
    private func billing(_ words: String...) async throws -> DaiviRun {
      let project = try await SharedProject.project()
      return words.reduce(DaiviRun(in: project, program: "daivi-billing")) { $0.args($1) }
    }

    @Test func itSkipsWhatTheHostDeployed() async throws {
      try await billing("deploy", "start-billing-hive-job").status(0).stderr(contains: "up to date").run()
    }

    @Test func itPlansAsTheHostDoes() async throws {
      try await billing("plan").status(0).run()
      try await billing("plan", "deploy-nothing").status(2).stderr(contains: "there is no target").run()
    }

    @Test func itNeverUpgradesALedger() async throws {
      try await withProject("older") { project in
        try await project.daivi("deploy", "deploy-kms-keys").status(0).run()
        let ledger = Path.join(project.directory, ".daivi/environments/daivi-local/ledger.sqlite")
        // As if this module were newer than the host that made the ledger.
        let script =
          "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('PRAGMA user_version = 0'); c.close()"
        try await DaiviRun(in: project, program: "/usr/bin/python3").args("-c", script, ledger).status(0).run()
        for word in ["deploy", "plan", "verify", "status"] {
          try await DaiviRun(in: project, program: "daivi-foundation").args(word).status(2)
            .stderr(contains: "has schema 0, this program needs 1").stderr(contains: "only the host upgrades it").run()
        }
        let read =
          "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute('PRAGMA user_version').fetchone()[0])"
        try await DaiviRun(in: project, program: "/usr/bin/python3").args("-c", read, ledger).stdout(contains: "0")
          .run()
      }
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

    @Test func itNamesWhatMustBeDeployedFirst() async throws {
      try await withProject("needs") { project in
        try await project.daivi("deploy", "deploy-kms-keys").status(0).run()
        try await DaiviRun(in: project, program: "daivi-billing").args("deploy", "deploy-billing").status(2)
          .stderr(contains: "foundation/deploy-buckets").stderr(contains: "run daivi-host deploy").run()
      }
    }

    @Test func withoutAnEnvironmentItSaysHowToMakeOne() async throws {
      try await withProject("none") { project in
        try await DaiviRun(in: project, program: "daivi-billing").args("deploy").status(2)
          .stderr(contains: "run daivi-host deploy once").stderrIsOneLine().run()
      }
    }

    @Test func serveIsNotForPeople() async throws {
      try await billing("serve").status(2).stderr(contains: "speaks to a host").stderrIsOneLine().run()
    }
  }
}
