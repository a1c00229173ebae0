import DaiviLedger
import DaiviProtocol

/// Says what a deploy would do, target by target, without doing it.
public struct Planner: Sendable {
  /// What would happen to one target.
  public struct Entry: Sendable {
    public var target: TargetID
    /// Nil: it would be skipped.
    public var reason: RunReason?
    public var changes: [PlannedChange]
  }

  let graph: DeploymentGraph
  let fingerprints: Fingerprints
  let ledger: Ledger
  let connections: any ModuleConnections

  public init(
    graph: DeploymentGraph, fingerprints: Fingerprints, ledger: Ledger, connections: any ModuleConnections
  ) {
    self.graph = graph
    self.fingerprints = fingerprints
    self.ledger = ledger
    self.connections = connections
  }

  /// Values that only an earlier target's run can give are listed as unknown, never invented.
  public func plan(_ selection: Selection) async throws -> [Entry] {
    let state = try await DeployState(ledger: ledger)
    return try await withThrowingTaskGroup(of: (Int, Entry).self) { group in
      let order = graph.order.filter(selection.targets.contains)
      for (index, id) in order.enumerated() {
        guard let node = graph.nodes[id] else { continue }
        group.addTask { (index, try await entry(node, state: state)) }
      }
      var entries: [Int: Entry] = [:]
      for try await (index, entry) in group { entries[index] = entry }
      return entries.sorted { $0.key < $1.key }.map(\.value)
    }
  }

  private func entry(_ node: DeploymentGraph.Node, state: DeployState) async throws -> Entry {
    let (known, unknown) = state.inputs(of: node.manifest, in: graph)
    guard let reason = reason(node, state: state, inputs: known) else {
      return Entry(target: node.id, reason: nil, changes: [])
    }
    let connection = try await connections.connection(to: node.id.module)
    var changes: [PlannedChange] = []
    // Outputs of the target's own earlier steps are known only if it ran before.
    let inputs = known.merging(state.outputs[node.id] ?? [:]) { $1 }
    for step in node.manifest.steps {
      changes += try await connection.plan(
        StepPlanParams(target: node.id.target, step: step.id, inputs: inputs, unknown: unknown)
      ).changes
    }
    return Entry(target: node.id, reason: reason, changes: changes)
  }

  private func reason(_ node: DeploymentGraph.Node, state: DeployState, inputs: [String: String]) -> RunReason? {
    guard let recorded = state.targets[node.id] else { return .new }
    switch recorded.status {
    case .failed: return .failed
    case .running, .unknown: return .interrupted
    case .done: break
    }
    if recorded.fingerprint != fingerprints.target(node.manifest, module: node.id.module, inputs: inputs) {
      return .changed
    }
    return state.failedSteps[node.id]?.isEmpty == false ? .repair : nil
  }
}
