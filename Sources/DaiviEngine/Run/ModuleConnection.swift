import DaiviProtocol

/// A module that answers step requests: a process behind pipes, or a server in this process.
public protocol ModuleConnection: Sendable {
  /// Each call is one request. A cancelled task tells the module and still waits for its answer.
  func plan(_ params: StepPlanParams) async throws -> StepPlanResult
  func apply(
    _ params: StepApplyParams, maxSeconds: Int, progress: @escaping @Sendable (String) -> Void
  ) async throws -> StepApplyResult
  func verify(_ params: StepVerifyParams) async throws -> StepVerifyResult
  func destroy(
    _ params: StepApplyParams, maxSeconds: Int, progress: @escaping @Sendable (String) -> Void
  ) async throws -> StepApplyResult
  func checkGate(_ params: GateCheckParams) async throws -> GateCheckResult
}

/// Gives the connection to a module, starting it when first needed.
public protocol ModuleConnections: Sendable {
  func connection(to module: String) async throws -> any ModuleConnection
}
