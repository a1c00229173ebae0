import DaiviSystem
import Glibc
import Testing

extension OwnProjectTests {
  /// Something dies in the middle of a job; the next deploy goes on where it was. Each test has a job of its own.
  @Suite struct ResumeAfterKillTests {
    private static let project = Task { try TestProject("resume") }

    private func deploy(_ target: String) async throws -> DaiviRun {
      // The job must still run when the next deploy looks for it.
      try await Self.project.value.daivi("deploy", target).env("DAIVI_SANDBOX_JOB_DELAY_MS", "6000")
    }

    /// Deploys until the target's job has been started.
    private func started(_ target: String) async throws -> DaiviRun.Running {
      let project = try await Self.project.value
      let before = try project.requests("StartJobRun").count
      let running = try await deploy(target).start()
      try await eventually("the job of \(target) starts") { try project.requests("StartJobRun").count > before }
      return running
    }

    private func expectEveryJobWasStartedOnce() async throws {
      let tokens = try await Self.project.value.requests("StartJobRun").filter { $0.status == 200 }.map(\.token)
      #expect(!tokens.contains(nil))
      #expect(Set(tokens).count == tokens.count)
    }

    @Test func aKilledHostTakesItsModulesAlongAndTheNextDeployAttaches() async throws {
      let project = try await Self.project.value
      let running = try await started("start-billing-hive-job")
      running.signal(SIGKILL)
      #expect(try await running.output().exit == .signal(SIGKILL))
      try await eventually("modules end with their host") { project.processes(named: "daivi-").isEmpty }
      try await deploy("start-billing-hive-job").status(0).stderr(contains: "asks what became of the last attempt")
        .run()
      try await expectEveryJobWasStartedOnce()
      #expect(try await Lake(project: project).total(Lake.hive).rows == "20000")
    }

    @Test func aKilledModuleIsNamedAndItsJobIsFoundAgain() async throws {
      let project = try await Self.project.value
      let running = try await started("start-billing-iceberg-static-job")
      let modules = project.processes(named: "daivi-billing")
      #expect(modules.count == 1)
      for pid in modules { kill(pid, SIGKILL) }
      let output = try await running.output()
      #expect(output.exit == .code(1))
      #expect(output.stderr.contains("module 'billing' ended in the middle of its work: killed by signal 9"))
      try await deploy("start-billing-iceberg-static-job").status(0).stderr(
        contains: "asks what became of the last attempt"
      ).run()
      try await expectEveryJobWasStartedOnce()
    }

    @Test func anInterruptedDeployStopsWithItsOwnStatusAndGoesOn() async throws {
      let project = try await Self.project.value
      let running = try await started("start-billing-s3table-create-job")
      running.signal(SIGINT)
      let output = try await running.output()
      #expect(output.exit == .code(130), "\(output.stderr)")
      #expect(project.processes(named: "daivi-").isEmpty)
      try await deploy("start-billing-s3table-create-job").status(0).stderr(
        contains: "asks what became of the last attempt"
      ).run()
      try await expectEveryJobWasStartedOnce()
    }

    @Test func aKilledSandboxIsStartedAgainAndTheTargetSucceeds() async throws {
      let project = try await Self.project.value
      try await deploy("start-billing-hive-job").status(0).run()
      try await deploy("start-billing-s3table-create-job").status(0).run()
      let running = try await started("start-billing-s3table-job")
      let before = try project.sandbox()
      kill(before.pid, SIGKILL)
      let output = try await running.output()
      #expect(output.exit == .code(1), "\(output.stderr)")
      try await deploy("start-billing-s3table-job").status(0).run()
      let after = try project.sandbox()
      #expect(after.id == before.id)
      #expect(after.pid != before.pid)
      #expect(try await Lake(project: project).total(Lake.s3Table).rows == "20000")
    }
  }
}
