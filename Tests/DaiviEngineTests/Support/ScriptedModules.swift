import DaiviEngine
import DaiviProtocol
import Synchronization

/// Modules that answer from a script and remember what they were asked.
final class ScriptedModules: ModuleConnections {
  typealias Apply = @Sendable (StepApplyParams) async throws -> StepApplyResult
  typealias Verify = @Sendable (StepVerifyParams) async throws -> [CheckResult]
  typealias Plan = @Sendable (StepPlanParams) async throws -> [PlannedChange]
  typealias Gate = @Sendable (GateCheckParams) async throws -> GateCheckResult

  private struct State {
    var apply: [String: Apply] = [:]
    var verify: [String: Verify] = [:]
    var plan: [String: Plan] = [:]
    var gate: [String: Gate] = [:]
    var unreachable: [String: any Error] = [:]
    var asked: [String] = []
    var applied: [StepApplyParams] = []
    var verified: [StepVerifyParams] = []
    var planned: [StepPlanParams] = []
  }

  private let state = Mutex(State())

  /// Modules whose connection was asked for, in order.
  var asked: [String] { state.withLock { $0.asked } }
  var applied: [StepApplyParams] { state.withLock { $0.applied } }
  var verified: [StepVerifyParams] { state.withLock { $0.verified } }
  var planned: [StepPlanParams] { state.withLock { $0.planned } }
  /// `target/step` of every request to apply, in order.
  var appliedSteps: [String] { applied.map { "\($0.target)/\($0.step)" } }

  /// What happens when a step (`target/step`) is applied; the default succeeds without outputs.
  func onApply(_ step: String, _ body: @escaping Apply) { state.withLock { $0.apply[step] = body } }

  /// What checking a step sees; the default passes.
  func onVerify(_ step: String, _ body: @escaping Verify) { state.withLock { $0.verify[step] = body } }

  /// What a plan of a step says; the default is one change.
  func onPlan(_ step: String, _ body: @escaping Plan) { state.withLock { $0.plan[step] = body } }

  /// What a gate (`target/step`) answers; the default is open.
  func onGate(_ step: String, _ body: @escaping Gate) { state.withLock { $0.gate[step] = body } }

  func succeed(_ step: String, outputs: [String: String] = [:]) {
    onApply(step) { _ in StepApplyResult(outcome: .succeeded, outputs: outputs) }
  }

  func fail(_ step: String, _ message: String) {
    onApply(step) { _ in StepApplyResult(outcome: .failed, error: StepError(message: message)) }
  }

  /// The module cannot be reached at all.
  func refuse(_ module: String, _ error: any Error) { state.withLock { $0.unreachable[module] = error } }

  /// Forgets what was asked, not what to answer.
  func forget() {
    state.withLock { state in
      state.asked = []
      state.applied = []
      state.verified = []
      state.planned = []
    }
  }

  func connection(to module: String) async throws -> any ModuleConnection {
    try state.withLock { state in
      state.asked.append(module)
      if let error = state.unreachable[module] { throw error }
    }
    return Connection(modules: self)
  }

  private struct Connection: ModuleConnection {
    let modules: ScriptedModules

    func plan(_ params: StepPlanParams) async throws -> StepPlanResult {
      let body = modules.state.withLock { state in
        state.planned.append(params)
        return state.plan["\(params.target)/\(params.step)"]
      }
      let change = PlannedChange(action: .run, type: "custom", name: params.step)
      return StepPlanResult(changes: try await body?(params) ?? [change])
    }

    func apply(
      _ params: StepApplyParams, maxSeconds: Int, progress: @escaping @Sendable (String) -> Void
    ) async throws -> StepApplyResult {
      let body = modules.state.withLock { state in
        state.applied.append(params)
        return state.apply["\(params.target)/\(params.step)"]
      }
      return try await body?(params) ?? StepApplyResult(outcome: .succeeded)
    }

    func verify(_ params: StepVerifyParams) async throws -> StepVerifyResult {
      let body = modules.state.withLock { state in
        state.verified.append(params)
        return state.verify["\(params.target)/\(params.step)"]
      }
      let passed = [CheckResult(id: "check", title: "is there", status: .passed)]
      return StepVerifyResult(checks: try await body?(params) ?? passed)
    }

    func destroy(
      _ params: StepApplyParams, maxSeconds: Int, progress: @escaping @Sendable (String) -> Void
    ) async throws -> StepApplyResult { StepApplyResult(outcome: .succeeded) }

    func checkGate(_ params: GateCheckParams) async throws -> GateCheckResult {
      let body = modules.state.withLock { $0.gate["\(params.target)/\(params.step)"] }
      return try await body?(params) ?? GateCheckResult(state: .open)
    }
  }
}
