import DaiviEngine
import DaiviProtocol

/// A module of which two versions are at work: each request goes to the one that knows its step.
struct RoutedConnection: ModuleConnection {
  let module: String
  let processes: ModuleProcesses

  private func connection(_ target: String, _ step: String) async throws -> any ModuleConnection {
    try await processes.connection(to: TargetID(module: module, target: target), step: step)
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
