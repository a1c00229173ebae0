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

  /// What a target that is done gives to those that need it.
  struct Success: Sendable {
    var outputs: [String: String] = [:]
    /// The last attempt of its last step.
    var latest: AttemptID?
  }

  private let deployer: Deployer
  private let node: DeploymentGraph.Node
  private let inputs: [String: String]
  private let missing: [String: TargetID]
  private let fingerprint: String
  private let state: DeployState
  private let urgency: Double
  private var looks: TargetLooks

  /// `urgency` orders its steps among others that wait for the same slots.
  init(_ deployer: Deployer, node: DeploymentGraph.Node, state: DeployState, urgency: Double) {
    self.urgency = urgency
    self.deployer = deployer
    self.node = node
    self.state = state
    (inputs, missing) = state.inputs(of: node.manifest, in: deployer.graph)
    fingerprint = deployer.fingerprints.target(node.manifest, module: node.id.module, inputs: inputs)
    looks = TargetLooks(deployer, node: node, inputs: inputs, state: state, urgency: urgency)
  }

  private var ledger: Ledger { deployer.ledger }

  /// Why the target must run, or nil when it is as it should be: as recorded, and live where that can be stale.
  mutating func decide() async throws -> RunReason? {
    if let reason = state.reason(of: node, fingerprint: fingerprint) { return reason }
    return try await looks.isSound() ? nil : .repair
  }

  /// Runs the steps that need it. Throws `Failure`, and `GateWait` where it ends at a gate.
  mutating func run() async throws -> Success {
    if let (name, source) = missing.sorted(by: { $0.key < $1.key }).first {
      throw Failure(
        step: node.manifest.steps.first?.id ?? "",
        error: StepError(
          message: "input '\(name)' is missing: \(source) gave no such output",
          hint: "daivi-host deploy \(source)"))
    }
    let left = try await LeftSteps.beginning(node, state: state, ledger)
    try await setState(.running, left: left)
    do {
      let success = try await runSteps()
      try await looks.remember()
      let offered = Set(node.manifest.steps.map(\.id))
      try await setState(.done, left: left.filter { !offered.contains($0.step) })
      return success
    } catch let failure as Failure {
      try await setState(.failed)
      throw failure
    } catch let wait as GateWait {
      try await looks.remember()
      // Not failed and not done: the next deploy goes on at the gate.
      try await setState(.running)
      throw wait
    }
  }

  /// The first step that cannot be kept runs, and all after it.
  private mutating func runSteps() async throws -> Success {
    var broken = Set(try await ledger.failedChecks(module: node.id.module, target: node.id.target).map(\.step))
    var success = Success()
    for step in node.manifest.steps {
      // A step that a release dropped and this one has again: another may have changed what it made.
      let back = state.leftSteps[node.id]?.first { $0.step == step.id }?.attempt
      let attempts = StepAttempts(
        deployer, target: node.id, step: step, inputs: inputs, earlier: success.outputs,
        after: [success.latest, back].compactMap { $0 }.max(), urgency: urgency)
      if !broken.contains(step.id), let kept = try await attempts.kept() {
        if try await looks.stands(step, since: kept.attempt) {
          success.outputs.merge(kept.outputs) { $1 }
          success.latest = kept.attempt
          deployer.sink.emit(.stepSkipped(node.id, step: step))
          continue
        }
        broken.insert(step.id)
      }
      if let gate = step.gate {
        try await GatePassage(
          deployer, target: node.id, step: step, gate: gate, inputs: inputs.merging(success.outputs) { $1 },
          fingerprint: deployer.fingerprints.step(
            step, module: node.id.module, target: node.id.target, inputs: inputs), urgency: urgency
        ).pass(reopening: attempts.isOvertaken())
        success.latest = try await attempts.last()?.id
        continue
      }
      let applied = try await attempts.apply(repair: broken.contains(step.id))
      success.outputs.merge(applied.outputs) { $1 }
      success.latest = applied.attempt
    }
    return success
  }

  /// - Parameter left: what is recorded, from now on, of steps that upgrades dropped; nil: what was.
  private func setState(_ status: TargetStatus, left: [LeftStep]? = nil) async throws {
    try await ledger.setTargetState(
      TargetState(
        module: node.id.module, target: node.id.target, status: status, fingerprint: fingerprint,
        moduleVersion: deployer.graph.modules[node.id.module]?.version ?? "", deployment: deployer.deployment),
      steps: left == nil ? nil : node.manifest.steps.map(\.id), left: left)
  }
}
