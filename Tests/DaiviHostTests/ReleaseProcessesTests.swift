import DaiviEngine
import DaiviProtocol
import DaiviSystem
import Testing

@testable import DaiviHost

/// Two releases of a module at once: a step that an upgrade dropped is asked of the one that had it.
@Suite(.timeLimit(.minutes(10))) struct ReleaseProcessesTests {
  private let body = #"answer(id, {"outcome": "succeeded", "detail": sys.argv[0]})"#

  private func processes(_ lab: HostLab) throws -> (ReleaseProcesses, new: ModuleBinary, old: ModuleBinary) {
    let new = try lab.module("m", in: "2.0.0", body)
    var old = try lab.module("m", in: "1.0.0", body)
    old.version = "1.0.0"
    let session = ModuleProcesses.Session(
      hostVersion: "test",
      environment: ModuleEnvironment(
        app: "daivi", env: "test", account: "111122223333", partition: "aws", primaryRegion: "us-east-1",
        secondaryRegion: "us-west-2", adminRole: "Admin", tags: [:]),
      parameters: [:], credentials: { _ in nil }, workDirectory: Path.join(lab.directory, "work"), lock: nil,
      log: { _, _ in })
    let other = try lab.module("other", in: "2.0.0", body)
    let current = ModuleProcesses([new, other], session: session)
    return (ReleaseProcesses(current, steps: ["m/run": ["gone": old]], session: session), new, old)
  }

  private func destroyed(_ processes: ReleaseProcesses, _ step: String, of module: String = "m") async throws -> String?
  {
    try await processes.connection(to: module).destroy(
      StepApplyParams(target: "run", step: step, token: "token-1"), maxSeconds: 60, progress: { _ in }
    ).detail
  }

  @Test func eachStepIsAskedOfTheReleaseThatHasIt() async throws {
    let lab = try HostLab()
    let (processes, new, old) = try processes(lab)
    #expect(try await destroyed(processes, "gone") == old.path)
    #expect(try await destroyed(processes, "do") == new.path)
    #expect(try await destroyed(processes, "do", of: "other") == Path.join(lab.directory, "2.0.0/daivi-other"))
    // They keep apart what they write.
    #expect(Set(try Files.names(in: Path.join(lab.directory, "work"))) == ["m", "m@1.0.0", "other"])
    await processes.stop()
  }
}
