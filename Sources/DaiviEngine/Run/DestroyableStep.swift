import DaiviLedger
import DaiviProtocol
import FoundationEssentials

/// Which steps of a target may have left something, and the values that name it.
enum DestroyableStep {
  /// Steps with their last attempts, in the target's order. One that never began, or is gone already, is not among them.
  static func all(
    of node: DeploymentGraph.Node, _ ledger: Ledger
  ) async throws -> [(step: StepManifest, last: StepAttempt)] {
    var found: [(StepManifest, StepAttempt)] = []
    for step in node.manifest.steps {
      guard let last = try await ledger.lastAttempt(module: node.id.module, target: node.id.target, step: step.id),
        mayHaveLeft(last)
      else { continue }
      found.append((step, last))
    }
    return found
  }

  /// Whether what a step made may be there after its last attempt.
  static func mayHaveLeft(_ last: StepAttempt) -> Bool {
    last.intent.action == .apply || last.outcome != .succeeded
  }

  /// The values the step last ran with, which name what it made; those of today only where it had none.
  /// - Parameter left: what is recorded of a step that upgrades dropped: its outputs are no more the target's.
  static func inputs(
    _ last: StepAttempt, of node: DeploymentGraph.Node, left: LeftStep? = nil, state: DeployState,
    in graph: DeploymentGraph
  ) -> [String: String] {
    let used = (try? JSONDecoder().decode([String: String].self, from: Data(last.intent.inputs.utf8))) ?? [:]
    return state.inputs(of: node.manifest, in: graph).known
      .merging(used) { $1 }
      .merging(state.outputs[node.id] ?? [:]) { $1 }
      .merging(left?.outputs ?? [:]) { $1 }
  }
}
