import DaiviLedger
import DaiviProtocol
import FoundationEssentials

/// Says what a deploy would do, target by target, without doing it.
public struct Planner: Sendable {
  /// What would happen to one target.
  public struct Entry: Sendable {
    public var target: TargetID
    /// Nil: it would be skipped.
    public var reason: RunReason?
    public var changes: [PlannedChange]
    /// The target at whose closed gate this one waits: itself, or one that it needs.
    public var gate: TargetID?

    public init(target: TargetID, reason: RunReason?, changes: [PlannedChange], gate: TargetID? = nil) {
      self.target = target
      self.reason = reason
      self.changes = changes
      self.gate = gate
    }
  }

  let graph: DeploymentGraph
  let fingerprints: Fingerprints
  let ledger: Ledger
  let connections: any ModuleConnections
  let pool: ResourcePool

  /// - Parameter pool: limits how much is asked at once; nil: each module's own limit does.
  public init(
    graph: DeploymentGraph, fingerprints: Fingerprints, ledger: Ledger, connections: any ModuleConnections,
    pool: ResourcePool? = nil
  ) {
    self.pool = pool ?? .ofModules(in: graph)
    self.graph = graph
    self.fingerprints = fingerprints
    self.ledger = ledger
    self.connections = connections
  }

  /// Values that only an earlier target's run can give are listed as unknown, never invented.
  public func plan(_ selection: Selection) async throws -> [Entry] {
    let state = try await DeployState(ledger: ledger)
    let order = graph.order.filter(selection.targets.contains)
    let held = held(order, state: state)
    return try await withThrowingTaskGroup(of: (Int, Entry).self) { group in
      for (index, id) in order.enumerated() {
        guard let node = graph.nodes[id] else { continue }
        if let gate = held[id] {
          group.addTask { (index, Entry(target: id, reason: nil, changes: [], gate: gate)) }
          continue
        }
        group.addTask { (index, try await entry(node, state: state)) }
      }
      var entries: [Int: Entry] = [:]
      for try await (index, entry) in group { entries[index] = entry }
      return entries.sorted { $0.key < $1.key }.map(\.value)
    }
  }

  /// What a deploy would leave at closed gates, and at whose. A time gate whose time has come is open.
  private func held(_ order: [TargetID], state: DeployState) -> [TargetID: TargetID] {
    let now = Date()
    var held: [TargetID: TargetID] = [:]
    for id in order {
      if let gate = state.closedGates[id], isUnchanged(id, before: gate, state: state) {
        if gate.opensAt.map({ $0 > now }) ?? true { held[id] = id }
      } else {
        held[id] = (graph.nodes[id]?.needs ?? []).sorted().lazy.compactMap { held[$0] }.first
      }
    }
    return held
  }

  /// Whether the target is still the one that came to the gate: a changed one may come to it anew, and do more before.
  private func isUnchanged(_ id: TargetID, before gate: GateRow, state: DeployState) -> Bool {
    guard let node = graph.nodes[id], node.manifest.steps.contains(where: { $0.id == gate.step }) else { return false }
    let inputs = state.inputs(of: node.manifest, in: graph).known
    return state.failedSteps[id] == nil
      && state.targets[id]?.fingerprint == fingerprints.target(node.manifest, module: id.module, inputs: inputs)
  }

  private func entry(_ node: DeploymentGraph.Node, state: DeployState) async throws -> Entry {
    let (known, unknown) = state.inputs(of: node.manifest, in: graph)
    // Outputs of the target's own earlier steps are known only if it ran before.
    let inputs = known.merging(state.outputs[node.id] ?? [:]) { $1 }
    var broken = state.failedSteps[node.id] ?? []
    var reason = state.reason(
      of: node, fingerprint: fingerprints.target(node.manifest, module: node.id.module, inputs: known))
    if reason == nil && state.isToBeLookedAt(node) {
      broken = try await lookedAt(node, inputs: inputs)
      if !broken.isEmpty { reason = .repair }
    }
    guard let reason else { return Entry(target: node.id, reason: nil, changes: []) }
    var changes: [PlannedChange] = []
    for step in node.manifest.steps {
      let isBroken = broken.contains(step.id)
      changes += try await preview(
        StepPlanParams(
          target: node.id.target, step: step.id, inputs: inputs, unknown: unknown, repair: isBroken ? true : nil),
        of: step, module: node.id.module)
    }
    return Entry(target: node.id, reason: reason, changes: changes)
  }

  /// What a module says of a step. Where it cannot say, that is a line of the plan: the rest of it is worth seeing.
  private func preview(
    _ params: StepPlanParams, of step: StepManifest, module: String
  ) async throws -> [PlannedChange] {
    do {
      return try await pool.with(.init(module: module)) {
        try await connections.connection(to: module).plan(params).changes
      }
    } catch let error where !(error is CancellationError || error is CommandError || error is LedgerError) {
      try Task.checkCancellation()
      return [
        PlannedChange(action: .waiting, type: step.kind, name: step.title, detail: "cannot be previewed: \(error)")
      ]
    }
  }

  /// The steps that a deploy would find broken when it looks at the target, because something that it needs was done
  /// again; one that cannot be looked at among them. Nothing is recorded.
  private func lookedAt(_ node: DeploymentGraph.Node, inputs: [String: String]) async throws -> Set<String> {
    var broken: Set<String> = []
    for step in node.manifest.steps where !step.checks.isEmpty {
      do {
        let checks = try await pool.with(.init(module: node.id.module)) {
          let connection = try await connections.connection(to: node.id.module)
          return try await StepVerification(
            connection: connection, ledger: ledger, target: node.id, step: step, inputs: inputs
          ).look()
        }
        if checks.contains(where: { $0.status == .failed }) { broken.insert(step.id) }
      } catch let error where !(error is CancellationError || error is CommandError || error is LedgerError) {
        try Task.checkCancellation()
        broken.insert(step.id)
      }
    }
    return broken
  }
}
