import DaiviSystem
import Glibc
import Testing

extension OwnProjectTests {
  /// Two project directories stand for two machines: they share the sandbox, as machines share an account.
  @Suite struct SharedLedgerTests {
    private func machines(_ body: (TestProject, TestProject) async throws -> Void) async throws {
      try await withProject("shared-one") { one in
        try await withProject("shared-two") { two in
          for machine in [one, two] { try machine.write("ledger: s3\n", to: "daivi.yaml") }
          try await one.daivi("sandbox", "start").env("DAIVI_SANDBOX_JOB_DELAY_MS", "6000").status(0).run()
          let sandbox = Path.join(one.directory, ".daivi/sandbox")
          try #require(symlink(sandbox, Path.join(two.directory, ".daivi/sandbox")) == 0)
          try await body(one, two)
        }
      }
    }

    @Test func withoutABucketTheCommandThatMakesItIsNamed() async throws {
      try await machines { one, _ in
        try await one.daivi("deploy", "athena").status(1).stderr(contains: "daivi-host bootstrap").run()
      }
    }

    @Test func theyDeployInTurnsAndSeeEachOthersWork() async throws {
      try await machines { one, two in
        let bucket = try await one.daivi("bootstrap").status(0).run().stdout.split(separator: "\n").first ?? ""
        try await one.daivi("bootstrap").status(0).stderr(contains: "no changes").run()
        try await one.daivi("deploy", "deploy-kms-keys").status(0).run()
        try await two.daivi("deploy", "deploy-kms-keys").status(0).stdout(contains: "Everything is up to date").run()
        try await two.daivi("deploy", "athena").status(0).run()
        try await one.daivi("deploy", "athena").status(0).stdout(contains: "Everything is up to date").run()
        try await two.daivi("bootstrap", "--destroy", "--yes").status(2).stderr(contains: "daivi-host destroy").run()
        try await unreadable(String(bucket), in: one) {
          // Without a copy of its own a machine cannot know what is in it.
          try Files.removeAll(Path.join(one.directory, ".daivi/environments"))
          try await one.daivi("bootstrap", "--destroy", "--yes").status(1).run()
        }
        try await two.daivi("destroy", "--yes").status(0).run()
        try await one.daivi("bootstrap", "--destroy", "--yes").status(0).run()
        try await one.daivi("deploy", "athena").status(1).stderr(contains: "daivi-host bootstrap").run()
      }
    }

    /// While `body` runs the shared ledger is no ledger.
    private func unreadable(_ bucket: String, in project: TestProject, _ body: () async throws -> Void) async throws {
      let object = "Bucket='\(bucket)', Key='ledger/ledger.sqlite.gz'"
      try await Python.run(
        """
        s3 = client("s3")
        open("ledger.gz", "wb").write(s3.get_object(\(object))["Body"].read())
        s3.put_object(\(object), Body=b"no ledger")
        """, in: project)
      try await body()
      try await Python.run(#"client("s3").put_object(\#(object), Body=open("ledger.gz", "rb").read())"#, in: project)
    }

    @Test func oneTakesOverFromAnotherThatWasKilledAndStartsNoJobTwice() async throws {
      try await machines { one, two in
        func deploy(_ machine: TestProject) -> DaiviRun {
          machine.daivi("deploy", "start-billing-hive-job").env("DAIVI_LEDGER_LOCK_SECONDS", "10")
        }
        try await one.daivi("bootstrap").status(0).run()
        let killed = try deploy(one).start()
        try await eventually("the job starts") { try !one.requests("StartJobRun").isEmpty }
        killed.signal(SIGKILL)
        _ = try await killed.output()
        try await deploy(two).status(5).stderr(contains: "If it is dead, its hold ends in").run()
        var last = try await deploy(two).run()
        let end = ContinuousClock.now + .seconds(180)
        while last.exit == .code(5), ContinuousClock.now < end {
          try await Task.sleep(for: .milliseconds(500))
          last = try await deploy(two).run()
        }
        #expect(last.exit == .code(0), "\(last.stderr)")
        #expect(last.stderr.contains("asks what became of the last attempt"))
        let tokens = try one.requests("StartJobRun").filter { $0.status == 200 }.map(\.token)
        #expect(tokens.count == 1)
      }
    }

    @Test func oneThatCannotRenewEndsItsModulesAndTheNextGoesOnWithTheSameToken() async throws {
      try await machines { one, _ in
        let target = "start-billing-hive-job"
        try await one.daivi("bootstrap").status(0).run()
        let cutOff = try one.daivi("deploy", target).env("DAIVI_LEDGER_LOCK_SECONDS", "6").start()
        try await eventually("the job starts") { try !one.requests("StartJobRun").isEmpty }
        let sandbox = try one.sandbox()
        kill(sandbox.pid, SIGSTOP)
        let output = try await cutOff.output()
        kill(sandbox.pid, SIGCONT)
        #expect(output.exit == .code(1), "\(output.stderr)")
        #expect(output.stderr.contains("could not be renewed in S3 in time"))
        #expect(one.processes(named: "daivi-").isEmpty)
        try await one.daivi("deploy", target).status(0).stderr(contains: "asks what became of the last attempt").run()
        #expect(try one.requests("StartJobRun").filter { $0.status == 200 }.count == 1)
      }
    }
  }
}
