import DaiviEngine
import DaiviProtocol

/// The modules of a command, of which a step that an upgrade dropped is asked of the release that had it, and everything
/// else of the releases in use.
public struct ReleaseProcesses: ModuleConnections {
  private let current: ModuleProcesses
  private let earlier: [ModuleBinary: ModuleProcesses]
  private let steps: [TargetID: [String: ModuleBinary]]

  /// - Parameters:
  ///   - current: what everything else is asked of.
  ///   - steps: earlier releases, by target and dropped step.
  public init(
    _ current: ModuleProcesses, steps: [TargetID: [String: ModuleBinary]], session: ModuleProcesses.Session
  ) {
    self.current = current
    self.steps = steps
    var targets: [ModuleBinary: [TargetID: ModuleBinary]] = [:]
    for (target, dropped) in steps {
      for binary in dropped.values { targets[binary, default: [:]][target] = binary }
    }
    earlier = targets.mapValues { ModuleProcesses([], earlier: $0, session: session) }
  }

  public func connection(to module: String) async throws -> any ModuleConnection {
    guard steps.keys.contains(where: { $0.module == module }) else { return try await current.connection(to: module) }
    return StepRoute(module: module, processes: self)
  }

  /// Ends every process.
  public func stop() async {
    await withTaskGroup(of: Void.self) { group in
      for processes in [current] + earlier.values { group.addTask { await processes.stop() } }
    }
  }

  fileprivate func connection(to target: TargetID, _ step: String) async throws -> any ModuleConnection {
    let release = steps[target]?[step].flatMap { earlier[$0] } ?? current
    return try await release.connection(to: target.module)
  }
}

/// A module of which each request goes to the release that knows its step.
private struct StepRoute: ModuleConnection {
  let module: String
  let processes: ReleaseProcesses

  private func connection(_ target: String, _ step: String) async throws -> any ModuleConnection {
    try await processes.connection(to: TargetID(module: module, target: target), step)
  }

  func plan(_ params: StepPlanParams) async throws -> StepPlanResult {
    try await connection(params.target, params.step).plan(params)
  }

  func apply(
    _ params: StepApplyParams, maxSeconds: Int, progress: @escaping @Sendable (String) -> Void
  ) async throws -> StepApplyResult {
    try await connection(params.target, params.step).apply(params, maxSeconds: maxSeconds, progress: progress)
  }

  func verify(_ params: StepVerifyParams) async throws -> StepVerifyResult {
    try await connection(params.target, params.step).verify(params)
  }

  func destroy(
    _ params: StepApplyParams, maxSeconds: Int, progress: @escaping @Sendable (String) -> Void
  ) async throws -> StepApplyResult {
    try await connection(params.target, params.step).destroy(params, maxSeconds: maxSeconds, progress: progress)
  }

  func checkGate(_ params: GateCheckParams) async throws -> GateCheckResult {
    try await connection(params.target, params.step).checkGate(params)
  }
}
