import DaiviLedger
import DaiviProtocol
import DaiviSystem
import FoundationEssentials

/// One step's way through intent, effect and outcome.
struct StepAttempts: Sendable {
  /// A success that still stands.
  struct Kept: Sendable {
    var attempt: AttemptID
    var outputs: [String: String]
  }

  private let deployer: Deployer
  private let target: TargetID
  private let step: StepManifest
  private let inputs: [String: String]
  private let fingerprint: String
  private let previous: AttemptID?
  private let urgency: Double

  /// - Parameters:
  ///   - inputs: the target's own.
  ///   - earlier: the outputs of the steps before this one.
  ///   - previous: an attempt that counts as the step before this one: what is older was done before that, and is to be
  ///     done again.
  init(
    _ deployer: Deployer, target: TargetID, step: StepManifest, inputs: [String: String], earlier: [String: String],
    after previous: AttemptID?, urgency: Double
  ) {
    self.previous = previous
    self.urgency = urgency
    self.deployer = deployer
    self.target = target
    self.step = step
    self.inputs = inputs.merging(earlier) { $1 }
    fingerprint = deployer.fingerprints.step(step, module: target.module, target: target.target, inputs: inputs)
  }

  /// The step's last attempt with its outputs, when it succeeded with the same fingerprint and after the step before it;
  /// nil when the step must run. The order in the ledger decides: a run that ended between two steps leaves no other sign
  /// that the second one is still to come.
  func kept() async throws -> Kept? {
    guard
      let last = try await last(), last.intent.action == .apply, last.outcome == .succeeded,
      last.intent.fingerprint == fingerprint, isCurrent(last.id)
    else { return nil }
    let outputs = try await deployer.ledger.outputs(module: target.module, target: target.target)
    return Kept(attempt: last.id, outputs: outputs.filter { $0.step == step.id }.values)
  }

  /// The latest attempt of the step, open or not.
  func last() async throws -> StepAttempt? {
    try await deployer.ledger.lastAttempt(module: target.module, target: target.target, step: step.id)
  }

  /// Whether the step's last attempt is from before what now comes before it: a gate that was open, or waits, closes.
  func isOvertaken() async throws -> Bool { try await last().map { !isCurrent($0.id) } ?? false }

  private func isCurrent(_ attempt: AttemptID) -> Bool { previous.map { attempt > $0 } ?? true }

  /// Sends the step, again with its old token when a crash left one open, and records what came of it.
  func apply(repair: Bool) async throws -> Kept {
    try await deployer.pool.with(.init(step: step, module: target.module, urgency: urgency)) {
      // Reached first: where there is no module, or no right to it, there is nothing to record either.
      let connection = try await connection()
      let (attempt, token, resumed) = try await intent()
      deployer.sink.emit(.stepStarted(target, step: step, resumed: resumed))
      let params = StepApplyParams(
        target: target.target, step: step.id, token: token, resume: resumed, repair: repair, inputs: inputs)
      let result = try await send(params, to: connection)
      return Kept(attempt: attempt, outputs: try await record(result, attempt).outputs)
    }
  }

  private func intent() async throws -> (AttemptID, token: String, resumed: Bool) {
    let ledger = deployer.ledger
    if let open = try await ledger.openAttempt(module: target.module, target: target.target, step: step.id) {
      let isSame = open.intent.fingerprint == fingerprint && open.intent.action == .apply
      if isSame {
        if step.resume == .unknown {
          try await ledger.recordOutcome(open.id, StepEnding(.unknown, detail: "interrupted; outcome unknown"))
          throw failure(
            "was interrupted and nobody can tell whether it took effect",
            hint: "look at what it does, then run daivi-host deploy \(target) to run it again")
        }
        if isCurrent(open.id) { return (open.id, open.intent.token, true) }
      }
      // What the old token brings was made of what was there before.
      let why = isSame ? "what it follows ran again before it ended" : "the step changed before it ended"
      try await ledger.recordOutcome(open.id, StepEnding(.superseded, detail: why))
    }
    let token = "daivi-" + UUID().uuidString.lowercased()
    let json = String(decoding: try JSONEncoder.sorted.encode(inputs), as: UTF8.self)
    let id = try await ledger.recordIntent(
      StepIntent(
        deployment: deployer.deployment, module: target.module, target: target.target, step: step.id, token: token,
        fingerprint: fingerprint, inputs: json))
    return (id, token, false)
  }

  /// A module that cannot be started fails its own steps; a `CommandError` (credentials of another account) ends the run.
  private func connection() async throws -> any ModuleConnection {
    do {
      return try await deployer.connections.connection(to: target.module)
    } catch let error where !(error is CancellationError || error is CommandError) {
      throw failure("\(error)", hint: "daivi-host deploy \(target)")
    }
  }

  /// A broken connection leaves the attempt open: nobody knows what became of it, the next run asks.
  private func send(_ params: StepApplyParams, to connection: any ModuleConnection) async throws -> StepApplyResult {
    do {
      return try await connection.apply(params, maxSeconds: step.maxSeconds) { message in
        deployer.sink.emit(.stepProgress(target, step: step, message: message))
      }
    } catch is CancellationError {
      throw CancellationError()
    } catch {
      throw failure("\(error)", hint: "daivi-host deploy \(target)  (it asks what became of the step)")
    }
  }

  private func record(_ result: StepApplyResult, _ attempt: AttemptID) async throws -> StepApplyResult {
    let ledger = deployer.ledger
    switch result.outcome {
    case .succeeded:
      try await ledger.recordOutcome(
        attempt,
        StepEnding(
          .succeeded, detail: result.detail ?? "",
          resources: String(decoding: try JSONEncoder.sorted.encode(result.resources), as: UTF8.self),
          outputs: result.outputs))
      deployer.sink.emit(.stepFinished(target, step: step, detail: result.detail))
      return result
    case .cancelled:
      throw CancellationError()
    case .failed, .unknown:
      let error = result.error ?? StepError(message: "failed without saying why")
      let json = String(decoding: try JSONEncoder.sorted.encode(error), as: UTF8.self)
      if result.outcome == .failed {
        try await ledger.recordOutcome(attempt, StepEnding(.failed, detail: error.message, error: json))
      }
      throw TargetRunner.Failure(step: step.id, error: error)
    }
  }

  private func failure(_ message: String, hint: String?) -> TargetRunner.Failure {
    TargetRunner.Failure(step: step.id, error: StepError(message: message, hint: hint))
  }
}

extension JSONEncoder {
  /// Keys in order, so that the same value is the same text.
  static var sorted: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }
}
