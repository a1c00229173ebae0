import DaiviLedger
import DaiviProtocol

/// Says what a destroy would take away, target by target in the order they go, without doing it.
public struct DestroyPlanner: Sendable {
  let graph: DeploymentGraph
  let ledger: Ledger
  let connections: any ModuleConnections
  let pool: ResourcePool
  let left: [TargetID: [LeftStep]]

  /// - Parameters:
  ///   - pool: as for `Planner`.
  ///   - left: as for `Destroyer`.
  public init(
    graph: DeploymentGraph, ledger: Ledger, connections: any ModuleConnections, pool: ResourcePool? = nil,
    left: [LeftStep] = []
  ) {
    self.left = Dictionary(grouping: left) { TargetID(module: $0.module, target: $0.target) }
    self.pool = pool ?? .ofModules(in: graph)
    self.graph = graph
    self.ledger = ledger
    self.connections = connections
  }

  /// Throws what a module answers when it cannot look.
  public func plan(_ selection: DestroySelection) async throws -> [Planner.Entry] {
    let state = try await DeployState(ledger: ledger)
    let order = selection.order(in: graph)
    return try await withThrowingTaskGroup(of: (Int, Planner.Entry).self) { group in
      for (index, id) in order.enumerated() {
        guard let node = graph.nodes[id] else { continue }
        group.addTask { (index, try await entry(node, state: state)) }
      }
      var entries: [Int: Planner.Entry] = [:]
      for try await (index, entry) in group { entries[index] = entry }
      return entries.sorted { $0.key < $1.key }.map(\.value)
    }
  }

  private func entry(_ node: DeploymentGraph.Node, state: DeployState) async throws -> Planner.Entry {
    let fates = try await LeftStepFates(of: node, left: left, ledger)
    var changes = fates.unknown.map {
      PlannedChange(action: .waiting, type: "step", name: $0.step, detail: "cannot be taken away: \($0.unknown)")
    }
    for (step, attempt) in try await DestroyableStep.all(of: node, ledger).reversed() {
      if let owner = fates.takenOver[step.id] {
        changes.append(
          PlannedChange(
            action: .skip, type: step.kind, name: step.title, detail: "dropped; what it made is of \(owner) now"))
        continue
      }
      let params = StepPlanParams(
        target: node.id.target, step: step.id,
        inputs: DestroyableStep.inputs(attempt, of: node, left: fates.left(step.id), state: state, in: graph),
        destroy: true)
      // Two steps of a target may have made one stack: what goes goes once.
      let found = try await pool.with(.init(module: node.id.module)) {
        try await connections.connection(to: node.id.module).plan(params).changes
      }
      for change in found where !changes.contains(change) { changes.append(change) }
    }
    return Planner.Entry(target: node.id, reason: .destroy, changes: changes)
  }
}
