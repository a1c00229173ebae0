import DaiviLedger
import DaiviProtocol

/// Looks at a target live, where something that it needs was done again since it was itself done or last looked at, in
/// this run or in another: a table that was made again is empty.
struct TargetLooks: Sendable {
  private let deployer: Deployer
  private let node: DeploymentGraph.Node
  private let inputs: [String: String]
  private let urgency: Double
  private var state: DeployState
  private var hasLooked = false

  /// - Parameter inputs: the target's own.
  init(
    _ deployer: Deployer, node: DeploymentGraph.Node, inputs: [String: String], state: DeployState, urgency: Double
  ) {
    self.deployer = deployer
    self.node = node
    self.inputs = inputs.merging(state.outputs[node.id] ?? [:]) { $1 }
    self.state = state
    self.urgency = urgency
  }

  /// Whether a target that is done can stay as it is. Asks nothing where nothing it needs was done again, and remembers
  /// what it saw otherwise. Throws `TargetRunner.Failure` where a step cannot be looked at.
  mutating func isSound() async throws -> Bool {
    guard state.isToBeLookedAt(node) else { return true }
    var isSound = true
    for step in node.manifest.steps where !step.checks.isEmpty {
      if try await !look(at: step) { isSound = false }
    }
    try await remember()
    return isSound
  }

  /// The same of one step whose last success was `attempt`, in a target that is at work.
  mutating func stands(_ step: StepManifest, since attempt: AttemptID) async throws -> Bool {
    if step.checks.isEmpty || !state.hasNews(for: node, since: attempt) { return true }
    return try await look(at: step)
  }

  /// For when each step was looked at, ran, or is still to run: the same need not be looked at again.
  mutating func remember() async throws {
    guard hasLooked else { return }
    hasLooked = false
    state.looked(at: node)
    try await deployer.ledger.recordLook(
      TargetLook(module: node.id.module, target: node.id.target, after: state.needs(of: node).sorted()))
  }

  /// Looks at a step live and records what it saw; true when nothing failed.
  private mutating func look(at step: StepManifest) async throws -> Bool {
    hasLooked = true
    return try await verify(step).allSatisfy { $0.status != .failed }
  }

  /// A module that cannot look fails its own target; the others go on.
  private func verify(_ step: StepManifest) async throws -> [DaiviProtocol.CheckResult] {
    do {
      return try await deployer.pool.with(.init(module: node.id.module, urgency: urgency)) {
        let connection = try await deployer.connections.connection(to: node.id.module)
        return try await StepVerification(
          connection: connection, ledger: deployer.ledger, target: node.id, step: step, inputs: inputs
        ).run()
      }
    } catch let error where !(error is CancellationError || error is CommandError || error is LedgerError) {
      throw TargetRunner.Failure(
        step: step.id,
        error: StepError(message: "cannot be looked at: \(error)", hint: "daivi-host deploy \(node.id)"))
    }
  }
}
