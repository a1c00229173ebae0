import DaiviSystem
import Glibc
import Testing

/// Something dies while a slow stack or a slow job is waited for.
struct KilledInWaitsTests {
  /// What the host is doing: the first look at the stack's events, the second look at the job's run.
  enum Wait: String, CaseIterable {
    case stack = "DescribeStackEvents"
    case job = "GetJobRun"

    var look: Int { self == .stack ? 1 : 2 }
  }

  private static let delays = ["DAIVI_SANDBOX_STACK_DELAY_MS": "250", "DAIVI_SANDBOX_JOB_DELAY_MS": "1500"]

  /// Runs `body` with a clean deployment to compare with.
  private func withSlowLab(_ purpose: String, _ body: (Lab, EndState) async throws -> Void) async throws {
    try await Lab.with(purpose, variables: Self.delays) { lab in
      try await lab.deploy("clean")
      try await body(lab, try await EndState(of: "clean", in: lab))
    }
  }

  /// Deploys until the wait, calls `act` there, and returns how the deploy ended and the proxy it went through.
  private func deploy(
    _ env: String, in lab: Lab, until wait: Wait, _ act: @escaping @Sendable () -> Void
  ) async throws -> (HostRun.Output, FaultyProxy) {
    let proxy = try FaultyProxy(lab) { request in
      request.operation == wait.rawValue && request.ofItsKind == wait.look ? .passAfter(act) : .pass
    }
    let output = try await lab.deploying(env, through: proxy).output()
    #expect(proxy.requests.contains { $0.operation == wait.rawValue && $0.ofItsKind == wait.look })
    try await lab.untilNobodyDeploys(env)
    return (output, proxy)
  }

  @Test func aKilledHostOrModuleIsFollowedByTheSameWait() async throws {
    try await withSlowLab("wait") { lab, clean in
      for wait in Wait.allCases {
        let (killed, proxy) = try await deploy("h\(wait)", in: lab, until: wait) {
          if let host = LabProcess.host(of: "h\(wait)", in: lab) { kill(host, SIGKILL) }
        }
        #expect(killed.exit == .signal(SIGKILL))
        defer { proxy.stop() }
        try await lab.deploy("h\(wait)", through: proxy)
        expect(try await EndState(of: "h\(wait)", in: lab), equals: clean, "host killed waiting for the \(wait)")

        let (failed, other) = try await deploy("m\(wait)", in: lab, until: wait) {
          guard let host = LabProcess.host(of: "m\(wait)", in: lab) else { return }
          for module in LabProcess.modules(of: host, in: lab) { kill(module, SIGKILL) }
        }
        #expect(failed.exit == .code(1))
        #expect(failed.stderr.contains("module 'lab' ended in the middle of its work: killed by signal 9"))
        defer { other.stop() }
        try await lab.deploy("m\(wait)", through: other)
        expect(try await EndState(of: "m\(wait)", in: lab), equals: clean, "module killed waiting for the \(wait)")
      }
    }
  }

  /// What was under way in the sandbox has failed when it is back: the step says so and runs again.
  @Test(arguments: [false, true])
  func aKilledSandboxFailsTheStepAndTheNextDeployRunsItAgain(withTheWholeMachine: Bool) async throws {
    try await withSlowLab(withTheWholeMachine ? "machine" : "sandbox") { lab, clean in
      for wait in Wait.allCases {
        let env = "s\(wait)"
        let sandbox = try lab.sandbox()
        let (output, proxy) = try await deploy(env, in: lab, until: wait) {
          if withTheWholeMachine, let host = LabProcess.host(of: env, in: lab) {
            for pid in [host] + LabProcess.modules(of: host, in: lab) { kill(pid, SIGKILL) }
          }
          kill(sandbox.pid, SIGKILL)
        }
        defer { proxy.stop() }
        try await lab.untilNoSandboxRuns()
        if withTheWholeMachine {
          #expect(output.exit == .signal(SIGKILL))
        } else {
          #expect(output.exit == .code(1) && output.stdout.contains("daivi-host deploy"), "\(output)")
        }
        // The next deploy asks first, and hears that the work failed with the sandbox: a job is started again at once,
        // a stack's failure is told before the one after that clears it away.
        if wait == .stack {
          let asked = try await lab.deploying(env, through: proxy).output()
          #expect(asked.exit == .code(1) && asked.stderr.contains("the sandbox was stopped"), "\(asked)")
        }
        try await lab.deploy(env, through: proxy)
        #expect(try lab.sandbox().id == sandbox.id)
        let found = try await EndState(of: env, in: lab)
        expect(found.lines, equal: clean.lines, "sandbox killed waiting for the \(wait)")
        if wait == .job { #expect(found.effects["runs of the job"] == 2) }
      }
    }
  }
}
