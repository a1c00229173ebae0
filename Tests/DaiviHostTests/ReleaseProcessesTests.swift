import DaiviEngine
import DaiviProtocol
import DaiviSystem
import Testing

@testable import DaiviHost

/// Two releases of a module at once: a step that an upgrade dropped is asked of the one that had it.
@Suite(.timeLimit(.minutes(10))) struct ReleaseProcessesTests {
  private let body = #"answer(id, {"outcome": "succeeded", "detail": sys.argv[0]})"#

  private func processes(_ lab: HostLab) throws -> (ModuleProcesses, new: ModuleBinary, old: ModuleBinary) {
    let new = try lab.module("m", in: "2.0.0", body)
    var old = try lab.module("m", in: "1.0.0", body)
    old.version = "1.0.0"
    let other = try lab.module("other", in: "2.0.0", body)
    let processes = ModuleProcesses(
      [new, other], earlier: ["m/dropped": old], steps: ["m/run": ["gone": old]],
      session: lab.session { nil })
    return (processes, new, old)
  }

  private func destroyed(
    _ processes: ModuleProcesses, _ step: String, of module: String = "m", target: String = "run"
  ) async throws -> String? {
    try await processes.connection(to: module).destroy(
      StepApplyParams(target: target, step: step, token: "token-1"), maxSeconds: 60, progress: { _ in }
    ).detail
  }

  @Test func eachStepIsAskedOfTheReleaseThatHasIt() async throws {
    let lab = try HostLab()
    let (processes, new, old) = try processes(lab)
    #expect(try await destroyed(processes, "gone") == old.path)
    #expect(try await destroyed(processes, "do") == new.path)
    #expect(try await destroyed(processes, "do", target: "dropped") == old.path)
    #expect(try await destroyed(processes, "do", of: "other") == Path.join(lab.directory, "2.0.0/daivi-other"))
    // The two releases keep apart what they write; each runs once.
    #expect(Set(try Files.names(in: Path.join(lab.directory, "work"))) == ["m", "m@1.0.0", "other"])
    await processes.stop()
  }
}
