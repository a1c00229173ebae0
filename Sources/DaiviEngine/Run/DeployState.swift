import DaiviLedger
import DaiviProtocol

/// What the ledger knows at the start of a run, in memory, so that deciding asks nothing of the disk.
public struct DeployState: Sendable {
  public private(set) var targets: [TargetID: TargetState] = [:]
  public private(set) var outputs: [TargetID: [String: String]] = [:]
  /// Steps with a failed check, by target.
  public private(set) var failedSteps: [TargetID: Set<String>] = [:]
  /// The gate that each target waits at, where only time or a person opens it.
  public private(set) var closedGates: [TargetID: GateRow] = [:]

  public init(ledger: Ledger) async throws {
    for state in try await ledger.targetStates() {
      targets[TargetID(module: state.module, target: state.target)] = state
    }
    for row in try await ledger.outputs() {
      outputs[TargetID(module: row.module, target: row.target), default: [:]][row.name] = row.value
    }
    for row in try await ledger.failedChecks() {
      failedSteps[TargetID(module: row.module, target: row.target), default: []].insert(row.step)
    }
    for gate in try await ledger.gates() where gate.state == .waiting && gate.kind != .condition {
      let id = TargetID(module: gate.module, target: gate.target)
      if targets[id]?.status == .running { closedGates[id] = gate }
    }
  }

  /// Values for the inputs a target declares, of the outputs known now; and those no target has given yet.
  public func inputs(
    of target: TargetManifest, in graph: DeploymentGraph
  ) -> (known: [String: String], unknown: [String: TargetID]) {
    var known: [String: String] = [:]
    var unknown: [String: TargetID] = [:]
    for input in target.inputs {
      let sources = input.from.filter { graph.nodes[$0]?.enabled == true }
      if let value = sources.lazy.compactMap({ self.outputs[$0]?[input.output] }).first {
        known[input.name] = value
      } else if !input.optional, let source = sources.first {
        unknown[input.name] = source
      }
    }
    return (known, unknown)
  }

  mutating func finished(_ id: TargetID, outputs values: [String: String]) { outputs[id] = values }
}
