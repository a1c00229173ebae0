import DaiviLedger
import DaiviProtocol
import DaiviSystem
import FoundationEssentials

/// Brings one target up to date: decides whether it must run, and drives its steps one by one.
struct TargetRunner: Sendable {
  /// The step that ended the target, and why.
  struct Failure: Error {
    var step: String
    var error: StepError
  }

  private let deployer: Deployer
  private let node: DeploymentGraph.Node
  private let inputs: [String: String]
  private let missing: [String: TargetID]
  private let fingerprint: String
  private let recorded: TargetState?
  private let failedSteps: Set<String>
  private let recordedOutputs: [String: String]
  private let urgency: Double
  private let waits: Bool

  /// `urgency` orders its steps among others that wait for the same slots.
  init(_ deployer: Deployer, node: DeploymentGraph.Node, state: DeployState, urgency: Double) {
    self.urgency = urgency
    self.deployer = deployer
    self.node = node
    (inputs, missing) = state.inputs(of: node.manifest, in: deployer.graph)
    fingerprint = deployer.fingerprints.target(node.manifest, module: node.id.module, inputs: inputs)
    recorded = state.targets[node.id]
    failedSteps = state.failedSteps[node.id] ?? []
    recordedOutputs = state.outputs[node.id] ?? [:]
    waits = state.closedGates[node.id] != nil
  }

  private var ledger: Ledger { deployer.ledger }

  /// Why the target must run, or nil when it is as it should be. When something it needs ran this time it is looked
  /// at live first: a table that was made again is empty.
  func decide(upstreamRan: Bool) async throws -> RunReason? {
    guard let recorded else { return .new }
    switch recorded.status {
    case .failed: return .failed
    case .running: return waits ? .waited : .interrupted
    case .done: break
    }
    if recorded.fingerprint != fingerprint { return .changed }
    if !failedSteps.isEmpty { return .repair }
    if upstreamRan, try await !verifyAll() { return .repair }
    return nil
  }

  /// Runs the steps that need it and returns the target's outputs.
  func run() async throws -> [String: String] {
    if let (name, source) = missing.sorted(by: { $0.key < $1.key }).first {
      throw Failure(
        step: node.manifest.steps.first?.id ?? "",
        error: StepError(
          message: "input '\(name)' is missing: \(source) gave no such output",
          hint: "daivi-host deploy \(source)"))
    }
    try await setState(.running)
    do {
      let broken = try await ledger.failedChecks()
        .filter { $0.module == node.id.module && $0.target == node.id.target }.map(\.step)
      var outputs: [String: String] = [:]
      var mustRun = false
      for step in node.manifest.steps {
        let attempts = StepAttempts(
          deployer, target: node.id, step: step, inputs: inputs, earlier: outputs, urgency: urgency)
        if !mustRun, !broken.contains(step.id), let kept = try await attempts.kept() {
          outputs.merge(kept) { $1 }
          deployer.sink.emit(.stepSkipped(node.id, step: step))
          continue
        }
        let reopens = mustRun
        mustRun = true
        if let gate = step.gate {
          try await GatePassage(
            deployer, target: node.id, step: step, gate: gate, inputs: inputs.merging(outputs) { $1 },
            fingerprint: deployer.fingerprints.step(
              step, module: node.id.module, target: node.id.target, inputs: inputs), urgency: urgency
          ).pass(reopening: reopens)
          continue
        }
        let result = try await attempts.apply(repair: broken.contains(step.id))
        outputs.merge(result.outputs) { $1 }
      }
      try await setState(.done)
      return outputs
    } catch let failure as Failure {
      try await setState(.failed)
      throw failure
    } catch let wait as GateWait {
      // Not failed and not done: the next deploy goes on at the gate.
      try await setState(.running)
      throw wait
    }
  }

  /// Looks at every step live and records what it saw; true when nothing failed.
  private func verifyAll() async throws -> Bool {
    var sound = true
    for step in node.manifest.steps where !step.checks.isEmpty {
      let checks = try await verify(step)
      if checks.contains(where: { $0.status == .failed }) { sound = false }
    }
    return sound
  }

  /// A module that cannot look fails its own target; the others go on.
  private func verify(_ step: StepManifest) async throws -> [DaiviProtocol.CheckResult] {
    do {
      return try await deployer.pool.with(.init(module: node.id.module, urgency: urgency)) {
        let connection = try await deployer.connections.connection(to: node.id.module)
        return try await StepVerification(
          connection: connection, ledger: ledger, target: node.id, step: step,
          inputs: inputs.merging(recordedOutputs) { $1 }
        ).run()
      }
    } catch let error where !(error is CancellationError || error is CommandError || error is LedgerError) {
      throw Failure(
        step: step.id,
        error: StepError(message: "cannot be looked at: \(error)", hint: "daivi-host deploy \(node.id)"))
    }
  }

  /// A target that is done keeps no record of steps that an earlier release had.
  private func setState(_ status: TargetStatus) async throws {
    try await ledger.setTargetState(
      TargetState(
        module: node.id.module, target: node.id.target, status: status, fingerprint: fingerprint,
        moduleVersion: deployer.graph.modules[node.id.module]?.version ?? "", deployment: deployer.deployment),
      steps: status == .done ? node.manifest.steps.map(\.id) : nil)
  }
}
