import DaiviLedger
import DaiviProtocol
import DaiviSystem
import FoundationEssentials

/// Takes one target away, its last step first, and forgets it.
struct DestroyRunner: Sendable {
  /// A step that is to be destroyed, with the open attempt that says so.
  private struct Work: Sendable {
    var step: StepManifest
    var attempt: AttemptID
    var token: String
    var resumed: Bool
    var inputs: [String: String]
  }

  private let destroyer: Destroyer
  private let node: DeploymentGraph.Node
  private let state: DeployState

  init(_ destroyer: Destroyer, node: DeploymentGraph.Node, state: DeployState) {
    self.destroyer = destroyer
    self.node = node
    self.state = state
  }

  private var ledger: Ledger { destroyer.ledger }

  /// Throws `TargetRunner.Failure` with the step that could not be taken away; what came before it is gone for good
  /// and is not asked for again.
  func run() async throws {
    let fates = try await LeftStepFates(of: node, left: destroyer.left, ledger)
    if let step = fates.unknown.first {
      throw TargetRunner.Failure(
        step: step.step, error: StepError(message: step.unknown, hint: Destroyer.installHint(step.module)))
    }
    for (step, owner) in fates.takenOver.sorted(by: { $0.key < $1.key }) {
      destroyer.sink.emit(
        .note("\(node.id): step '\(step)', which an upgrade dropped, is skipped: what it made is of \(owner) now"))
    }
    let left = try await DestroyableStep.all(of: node, ledger).filter { fates.takenOver[$0.step.id] == nil }
    if let last = left.last {
      // Reached first: where there is no module, or no right to it, there is nothing to record either.
      _ = try await connection(for: last.step)
      try await setState(.running)
      do {
        // Every step's intent comes before the first effect: from here on no step counts as deployed, so a deploy after
        // an interruption runs all of them, even where two of them share one stack.
        for work in try await intents(left, fates).reversed() { try await destroy(work) }
      } catch let failure as TargetRunner.Failure {
        try await setState(.failed)
        throw failure
      }
    }
    try await ledger.forget(module: node.id.module, target: node.id.target)
  }

  /// An open attempt for every step that may have left something, in the target's order; one that an interrupted
  /// destroy left open is taken up again under its token.
  private func intents(
    _ left: [(step: StepManifest, last: StepAttempt)], _ fates: LeftStepFates
  ) async throws -> [Work] {
    var works: [Work] = []
    for (step, last) in left {
      let inputs = DestroyableStep.inputs(
        last, of: node, left: fates.left(step.id), state: state, in: destroyer.graph)
      if last.intent.action == .destroy && last.outcome == nil {
        works.append(
          Work(step: step, attempt: last.id, token: last.intent.token, resumed: true, inputs: inputs))
        continue
      }
      let token = "daivi-" + UUID().uuidString.lowercased()
      let json = String(decoding: try JSONEncoder.sorted.encode(inputs), as: UTF8.self)
      let attempt = try await ledger.recordIntent(
        StepIntent(
          deployment: destroyer.deployment, module: node.id.module, target: node.id.target, step: step.id,
          action: .destroy, token: token, fingerprint: last.intent.fingerprint, inputs: json),
        superseding: last.outcome == nil ? last.id : nil)
      works.append(Work(step: step, attempt: attempt, token: token, resumed: false, inputs: inputs))
    }
    return works
  }

  private func destroy(_ work: Work) async throws {
    let step = work.step
    try await destroyer.pool.with(.init(step: step, module: node.id.module)) {
      destroyer.sink.emit(.stepStarted(node.id, step: step, resumed: work.resumed))
      let params = StepApplyParams(
        target: node.id.target, step: step.id, token: work.token, resume: work.resumed, inputs: work.inputs)
      try await record(try await send(params, step), work)
    }
  }

  /// A module that cannot be started fails its own steps; a `CommandError` (credentials of another account) ends the run.
  private func connection(for step: StepManifest) async throws -> any ModuleConnection {
    do {
      return try await destroyer.connections.connection(to: node.id.module)
    } catch let error where !(error is CancellationError || error is CommandError) {
      throw TargetRunner.Failure(step: step.id, error: StepError(message: "\(error)", hint: Self.again))
    }
  }

  private static let again = "the same command again; it goes on where it stopped"

  /// A broken connection leaves the attempt open: the next destroy sends the same token and asks.
  private func send(_ params: StepApplyParams, _ step: StepManifest) async throws -> StepApplyResult {
    let connection = try await connection(for: step)
    do {
      return try await connection.destroy(params, maxSeconds: step.maxSeconds) { message in
        destroyer.sink.emit(.stepProgress(node.id, step: step, message: message))
      }
    } catch is CancellationError {
      throw CancellationError()
    } catch {
      throw TargetRunner.Failure(
        step: step.id,
        error: StepError(message: "\(error)", hint: Self.again))
    }
  }

  private func record(_ result: StepApplyResult, _ work: Work) async throws {
    switch result.outcome {
    case .succeeded:
      try await ledger.recordOutcome(
        work.attempt,
        StepEnding(
          .succeeded, detail: result.detail ?? "",
          resources: String(decoding: try JSONEncoder.sorted.encode(result.resources), as: UTF8.self)))
      destroyer.sink.emit(.stepFinished(node.id, step: work.step, detail: result.detail))
    case .cancelled:
      throw CancellationError()
    case .failed, .unknown:
      var error = result.error ?? StepError(message: "failed without saying why")
      error.hint = error.hint ?? "mend it, then the same command again; what is gone stays gone"
      if result.outcome == .failed {
        let json = String(decoding: try JSONEncoder.sorted.encode(error), as: UTF8.self)
        try await ledger.recordOutcome(work.attempt, StepEnding(.failed, detail: error.message, error: json))
      }
      throw TargetRunner.Failure(step: work.step.id, error: error)
    }
  }

  private func setState(_ status: TargetStatus) async throws {
    let recorded = state.targets[node.id]
    try await ledger.setTargetState(
      TargetState(
        module: node.id.module, target: node.id.target, status: status, fingerprint: recorded?.fingerprint ?? "",
        moduleVersion: recorded?.moduleVersion ?? "", deployment: destroyer.deployment))
  }
}
