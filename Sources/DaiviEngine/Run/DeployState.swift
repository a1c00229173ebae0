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
  /// The latest success of any step, by target.
  public private(set) var latest: [TargetID: AttemptID] = [:]
  /// What targets were looked at after: the successes, then, of what they need.
  public private(set) var looks: [TargetID: Set<AttemptID>] = [:]
  /// The steps of the release that last ran a target; nothing where only an earlier host did.
  public private(set) var steps: [TargetID: TargetSteps] = [:]
  /// Steps that upgrades dropped and that may have left something, by target.
  public private(set) var leftSteps: [TargetID: [LeftStep]] = [:]

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
    for row in try await ledger.targetSuccesses() {
      latest[TargetID(module: row.module, target: row.target)] = row.attempt
    }
    for look in try await ledger.looks() { looks[TargetID(module: look.module, target: look.target)] = Set(look.after) }
    for row in try await ledger.targetSteps() { steps[TargetID(module: row.module, target: row.target)] = row }
    for step in try await ledger.leftSteps() {
      leftSteps[TargetID(module: step.module, target: step.target), default: []].append(step)
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

  /// Why a target must run by what is recorded of it; nil when it is as it should be.
  func reason(of node: DeploymentGraph.Node, fingerprint: String) -> RunReason? {
    guard let recorded = targets[node.id] else { return .new }
    switch recorded.status {
    case .failed: return .failed
    case .running: return closedGates[node.id] == nil ? .interrupted : .waited
    case .done: break
    }
    if recorded.fingerprint != fingerprint { return .changed }
    return failedSteps[node.id]?.isEmpty == false ? .repair : nil
  }

  /// Whether anything that a target needs was done again after `attempt`, one of its own, and the target was not looked
  /// at since: a table that was made again is empty.
  func hasNews(for node: DeploymentGraph.Node, since attempt: AttemptID?) -> Bool {
    needs(of: node).contains { need in
      attempt.map { need > $0 } ?? true && looks[node.id]?.contains(need) != true
    }
  }

  /// Whether a target that is done is to be looked at before it is skipped. One without checks never is.
  func isToBeLookedAt(_ node: DeploymentGraph.Node) -> Bool {
    node.manifest.steps.contains { !$0.checks.isEmpty } && hasNews(for: node, since: latest[node.id])
  }

  /// The latest successes of what a target needs.
  func needs(of node: DeploymentGraph.Node) -> Set<AttemptID> { Set(node.needs.compactMap { latest[$0] }) }

  mutating func finished(_ id: TargetID, _ success: TargetRunner.Success) {
    outputs[id] = success.outputs
    if let attempt = success.latest { latest[id] = attempt }
  }

  /// The target was looked at with what it needs as it is now.
  mutating func looked(at node: DeploymentGraph.Node) { looks[node.id] = needs(of: node) }
}
