import DaiviLedger
import DaiviProtocol

/// Looks at everything deployed, live, and records what it saw, so that the next deploy mends exactly that.
public struct Verifier: Sendable {
  /// One check of one step.
  public struct Finding: Sendable {
    public var target: TargetID
    public var step: String
    public var check: DaiviProtocol.CheckResult
  }

  let graph: DeploymentGraph
  let ledger: Ledger
  let connections: any ModuleConnections
  let sink: any EventSink
  let pool: ResourcePool

  public init(
    graph: DeploymentGraph, ledger: Ledger, connections: any ModuleConnections, sink: any EventSink, pool: ResourcePool
  ) {
    self.graph = graph
    self.ledger = ledger
    self.connections = connections
    self.sink = sink
    self.pool = pool
  }

  /// Checks the deployed targets among `targets`; a module that cannot say counts as a failed check.
  public func run(_ targets: Set<TargetID>) async throws -> [Finding] {
    let state = try await DeployState(ledger: ledger)
    let nodes = graph.order.filter(targets.contains).compactMap { graph.nodes[$0] }
      .filter { state.targets[$0.id] != nil }
    sink.emit(.runStarted(targets: nodes.map(\.id)))
    return try await withThrowingTaskGroup(of: (Int, [Finding]).self) { group in
      for (index, node) in nodes.enumerated() {
        group.addTask { (index, try await verify(node, state: state)) }
      }
      var found: [Int: [Finding]] = [:]
      for try await (index, findings) in group { found[index] = findings }
      return found.sorted { $0.key < $1.key }.flatMap(\.value)
    }
  }

  private func verify(_ node: DeploymentGraph.Node, state: DeployState) async throws -> [Finding] {
    let inputs = state.inputs(of: node.manifest, in: graph).known.merging(state.outputs[node.id] ?? [:]) { $1 }
    var findings: [Finding] = []
    var hasSeenAll = true
    // What comes after a gate that is closed is not there yet.
    let gate = state.closedGates[node.id]?.step
    for step in node.manifest.steps.prefix(while: { $0.id != gate }) where !step.checks.isEmpty {
      let (checks, isSeen) = try await pool.with(.init(module: node.id.module)) {
        do {
          let connection = try await connections.connection(to: node.id.module)
          let verification = StepVerification(
            connection: connection, ledger: ledger, target: node.id, step: step, inputs: inputs)
          return (try await verification.run(), true)
        } catch let error where error is LedgerError || error is CommandError {
          throw error
        } catch {
          try Task.checkCancellation()
          let blind = DaiviProtocol.CheckResult(
            id: "verify", title: "can be looked at", status: .failed, detail: "\(error)")
          return ([blind], false)
        }
      }
      hasSeenAll = hasSeenAll && isSeen
      for check in checks {
        findings.append(Finding(target: node.id, step: step.id, check: check))
        sink.emit(.checked(node.id, step: step, check))
      }
    }
    // What a deploy would look at for the same reason it has seen here.
    if hasSeenAll && state.targets[node.id]?.status == .done && state.isToBeLookedAt(node) {
      try await ledger.recordLook(
        TargetLook(module: node.id.module, target: node.id.target, after: state.needs(of: node).sorted()))
    }
    return findings
  }
}
