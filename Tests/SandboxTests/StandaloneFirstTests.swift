import DaiviSystem
import Testing

extension OwnProjectTests {
  /// A module run by a person before the host has done all it needs.
  @Suite struct StandaloneFirstTests {
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
  }
}
