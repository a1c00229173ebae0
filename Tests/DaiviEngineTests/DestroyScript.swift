import DaiviLedger
import DaiviProtocol
import Synchronization

@testable import DaiviEngine

/// Modules that take steps away as a test says, and remember in which order they were asked.
final class DestroyScript: ModuleConnections {
  typealias Answer = @Sendable (StepApplyParams) async throws -> StepApplyResult

  private struct State {
    var answers: [String: Answer] = [:]
    var asked: [StepApplyParams] = []
    var refusal: (any Error)?
  }

  private let state = Mutex(State())

  var asked: [StepApplyParams] { state.withLock { $0.asked } }
  /// `target/step` of every request, in order.
  var steps: [String] { asked.map { "\($0.target)/\($0.step)" } }

  func forget() { state.withLock { $0.asked = [] } }

  /// What happens when a step (`target/step`) is taken away; the default succeeds.
  func on(_ step: String, _ answer: @escaping Answer) { state.withLock { $0.answers[step] = answer } }

  func fail(_ step: String, _ message: String) {
    on(step) { _ in StepApplyResult(outcome: .failed, error: StepError(message: message)) }
  }

  /// No module can be reached.
  func refuse(_ error: any Error) { state.withLock { $0.refusal = error } }

  func succeed(_ step: String) { on(step) { _ in StepApplyResult(outcome: .succeeded) } }

  func connection(to module: String) async throws -> any ModuleConnection {
    if let error = state.withLock({ $0.refusal }) { throw error }
    return Connection(script: self)
  }

  private struct Connection: ModuleConnection {
    let script: DestroyScript

    func destroy(
      _ params: StepApplyParams, maxSeconds: Int, progress: @escaping @Sendable (String) -> Void
    ) async throws -> StepApplyResult {
      let answer = script.state.withLock { state in
        state.asked.append(params)
        return state.answers["\(params.target)/\(params.step)"]
      }
      return try await answer?(params) ?? StepApplyResult(outcome: .succeeded)
    }

    func plan(_ params: StepPlanParams) async throws -> StepPlanResult {
      StepPlanResult(changes: [
        PlannedChange(action: params.destroy == true ? .delete : .create, type: "thing", name: params.target)
      ])
    }

    func apply(
      _ params: StepApplyParams, maxSeconds: Int, progress: @escaping @Sendable (String) -> Void
    ) async throws -> StepApplyResult { throw Misuse() }
    func verify(_ params: StepVerifyParams) async throws -> StepVerifyResult { throw Misuse() }
    func checkGate(_ params: GateCheckParams) async throws -> GateCheckResult { throw Misuse() }
  }

  /// A destroy asked for something else.
  struct Misuse: Error {}
}

extension EngineLab {
  /// One `destroy` from its beginning to its end.
  @discardableResult
  func destroy(
    _ script: DestroyScript, _ manifests: ModuleManifest..., only words: [String] = [], concurrency: Int = 8
  ) async throws -> RunReport {
    script.forget()
    let graph = try DeploymentGraph(manifests: manifests)
    let deployed = Set(try await ledger.targetStates().map { TargetID(module: $0.module, target: $0.target) })
    let deployment = try await ledger.beginDeployment(kind: .destroy, selection: words, hostVersion: "test")
    let destroyer = Destroyer(
      graph: graph, ledger: ledger, connections: script, sink: events,
      pool: ResourcePool(slots: concurrency, modules: manifests), deployment: deployment)
    let report = try await destroyer.run(DestroySelection(words, in: graph, deployed: deployed))
    try await ledger.finish(deployment, outcome: report.succeeded ? .succeeded : .failed)
    return report
  }

  /// The targets that are recorded as present.
  func recorded() async throws -> Set<TargetID> {
    Set(try await ledger.targetStates().map { TargetID(module: $0.module, target: $0.target) })
  }
}
