import DaiviProtocol

/// A module connection over JSON-RPC, whatever carries the lines.
public struct RPCModuleConnection: ModuleConnection {
  public let client: RPCClient

  /// Starts the client and makes the first request; throws when the two sides have no protocol version in common.
  public init(
    client: RPCClient, module: String, initialize params: InitializeParams, maxSeconds: Int = 60
  ) async throws {
    self.client = client
    await client.start()
    let result = try await client.call(
      Method.initialize, params, returning: InitializeResult.self, maxSeconds: maxSeconds)
    guard (params.protocol.min...params.protocol.max).contains(result.protocol) else {
      throw ConnectionError.noCommonProtocol(module: module, speaks: String(result.protocol))
    }
  }

  public func plan(_ params: StepPlanParams) async throws -> StepPlanResult {
    try await client.call(Method.stepPlan, params)
  }

  public func apply(
    _ params: StepApplyParams, maxSeconds: Int, progress: @escaping @Sendable (String) -> Void
  ) async throws -> StepApplyResult {
    try await client.call(Method.stepApply, params, maxSeconds: maxSeconds, progress: progress)
  }

  public func verify(_ params: StepVerifyParams) async throws -> StepVerifyResult {
    try await client.call(Method.stepVerify, params)
  }

  public func destroy(
    _ params: StepApplyParams, maxSeconds: Int, progress: @escaping @Sendable (String) -> Void
  ) async throws -> StepApplyResult {
    try await client.call(Method.stepDestroy, params, maxSeconds: maxSeconds, progress: progress)
  }

  public func checkGate(_ params: GateCheckParams) async throws -> GateCheckResult {
    try await client.call(Method.gateCheck, params)
  }
}
