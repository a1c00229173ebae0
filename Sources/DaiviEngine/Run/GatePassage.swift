import DaiviLedger
import DaiviProtocol
import FoundationEssentials

/// Passes one gate, or waits there, or ends the run there. A gate holds a slot only while its module is asked.
///
/// What a gate follows decides its fingerprint: when that is replaced, the gate closes and its time begins anew.
struct GatePassage: Sendable {
  private let deployer: Deployer
  private let target: TargetID
  private let step: StepManifest
  private let gate: GateDeclaration
  private let inputs: [String: String]
  private let fingerprint: String
  private let urgency: Double

  init(
    _ deployer: Deployer, target: TargetID, step: StepManifest, gate: GateDeclaration, inputs: [String: String],
    fingerprint: String, urgency: Double
  ) {
    self.deployer = deployer
    self.target = target
    self.step = step
    self.gate = gate
    self.inputs = inputs
    self.fingerprint = fingerprint
    self.urgency = urgency
  }

  /// Between two questions whether the gate is open; each pause is twice the one before.
  private static let firstPause = Duration.milliseconds(500)
  private static let longestPause = Duration.seconds(30)

  private var ledger: Ledger { deployer.ledger }

  /// Returns when the gate is open. Throws `GateWait` where only time or a person helps, `TargetRunner.Failure` when it
  /// was rejected or its limit is over.
  func pass(reopening: Bool) async throws {
    let attempt = try await arrive(reopening: reopening)
    deployer.sink.emit(.stepStarted(target, step: step, resumed: false))
    switch gate.kind {
    case .condition: try await awaitCondition()
    case .time: try await awaitTime()
    case .person: try await awaitPerson()
    }
    try await ledger.recordOutcome(attempt, StepEnding(.succeeded, detail: "open"))
    deployer.sink.emit(.stepFinished(target, step: step, detail: "open"))
  }

  /// The attempt of this stay at the gate: the one that was waiting already, or a new one that closes the gate.
  private func arrive(reopening: Bool) async throws -> AttemptID {
    let open = try await ledger.openAttempt(module: target.module, target: target.target, step: step.id)
    if let open, open.intent.fingerprint == fingerprint, !reopening { return open.id }
    if let open { try await ledger.recordOutcome(open.id, StepEnding(.superseded, detail: "what it follows changed")) }
    let now = Date()
    try await ledger.removeGate(module: target.module, target: target.target, step: step.id)
    try await ledger.setGate(
      row(.waiting, opensAt: gate.kind == .time ? now.addingTimeInterval(Double(gate.seconds ?? 0)) : nil, since: now))
    return try await ledger.recordIntent(
      StepIntent(
        deployment: deployer.deployment, module: target.module, target: target.target, step: step.id,
        token: "gate-" + UUID().uuidString.lowercased(), fingerprint: fingerprint))
  }

  private func awaitCondition() async throws {
    let deadline = Date().addingTimeInterval(Double(gate.seconds ?? 3600))
    var pause = Self.firstPause
    while true {
      let result = try await check()
      switch result.state {
      case .open: return try await mark(.open)
      case .rejected: throw failure(result.detail ?? "the condition cannot come true any more")
      case .waiting:
        deployer.sink.emit(.stepProgress(target, step: step, message: result.detail ?? gate.instructions))
        if Date() >= deadline {
          throw failure("not so after \(gate.seconds ?? 3600) s: \(result.detail ?? gate.instructions)")
        }
        try await Task.sleep(for: pause)
        pause = min(pause * 2, Self.longestPause)
      }
    }
  }

  private func awaitTime() async throws {
    while true {
      let row = try await current()
      if row?.state == .open { return }
      if let row, row.state == .rejected { throw rejection(row) }
      let opensAt = row?.opensAt ?? Date()
      let left = opensAt.timeIntervalSinceNow
      if left <= 0 { return try await mark(.open) }
      guard deployer.staysAtGates else { throw wait(opensAt: opensAt) }
      try await Task.sleep(for: .seconds(min(left, 30)))
    }
  }

  /// The ledger is read often, for a person waits after confirming; the module is asked as for a condition.
  private func awaitPerson() async throws {
    let look = Duration.seconds(5)
    var untilAsked = Duration.zero
    var pause = Self.firstPause
    while true {
      let row = try await current()
      if row?.state == .open { return }
      if let row, row.state == .rejected { throw rejection(row) }
      if gate.canTell && untilAsked <= .zero {
        let result = try await check()
        if result.state == .open { return try await mark(.open) }
        if result.state == .rejected { throw failure(result.detail ?? "it cannot be done any more") }
        untilAsked = pause
        pause = min(pause * 2, Self.longestPause)
      }
      guard deployer.staysAtGates else { throw wait(opensAt: nil) }
      try await Task.sleep(for: look)
      untilAsked -= look
    }
  }

  private func check() async throws -> GateCheckResult {
    do {
      return try await deployer.pool.with(.init(module: target.module, urgency: urgency)) {
        let connection = try await deployer.connections.connection(to: target.module)
        return try await connection.checkGate(GateCheckParams(target: target.target, step: step.id, inputs: inputs))
      }
    } catch let error where !(error is CancellationError || error is CommandError) {
      throw failure("\(error)")
    }
  }

  private func current() async throws -> GateRow? {
    try await ledger.gate(module: target.module, target: target.target, step: step.id)
  }

  private func mark(_ state: GateState) async throws {
    try await ledger.setGate(row(state, opensAt: nil, since: Date()))
  }

  private func row(_ state: GateState, opensAt: Date?, since: Date) -> GateRow {
    GateRow(
      module: target.module, target: target.target, step: step.id,
      kind: GateKind(rawValue: gate.kind.rawValue) ?? .person,
      state: state, instructions: gate.instructions, opensAt: opensAt, since: since)
  }

  private func wait(opensAt: Date?) -> GateWait {
    GateWait(target: target, step: step.id, kind: gate.kind, instructions: gate.instructions, opensAt: opensAt)
  }

  /// A person's no. Only a person takes it back: to deploy again would end here again.
  private func rejection(_ row: GateRow) -> TargetRunner.Failure {
    let gates = (deployer.graph.nodes[target]?.manifest.steps ?? []).compactMap(\.gate).filter { $0.kind != .condition }
    let name = gates.count > 1 ? " --gate \(step.id)" : ""
    return failure(
      "rejected by \(row.confirmedBy ?? "a person")",
      hint: "daivi-host gate confirm \(target)\(name)  (the next deploy goes on then)")
  }

  private func failure(_ message: String, hint: String? = nil) -> TargetRunner.Failure {
    TargetRunner.Failure(step: step.id, error: StepError(message: "gate \(step.id): \(message)", hint: hint))
  }
}
