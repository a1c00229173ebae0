import Testing

@testable import DaiviLedger

@Suite struct AttemptTests {
  let scratch = try! Scratch()

  @Test func anIntentIsThereForWhoeverOpensTheLedgerNext() async throws {
    let deployment = try await scratch.open().begin()
    let id = try await scratch.open(.module).recordIntent(intent(deployment))
    let open = try #require(
      try await scratch.open(.read).openAttempt(module: "foundation", target: "kms", step: "stack"))
    #expect(open.id == id)
    #expect(open.intent == intent(deployment))
    #expect(open.startedAt == noon)
    #expect(open.outcome == nil)
  }

  @Test func anOutcomeClosesTheAttemptAndKeepsItsOutputs() async throws {
    let ledger = try scratch.open()
    let deployment = try await ledger.begin()
    let id = try await ledger.recordIntent(intent(deployment))
    try await ledger.recordOutcome(
      id, StepEnding(.succeeded, detail: "created 3", resources: #"[{"id":"k"}]"#, outputs: ["arn": "arn:aws:kms:1"]))
    #expect(try await ledger.openAttempts().isEmpty)
    let last = try #require(try await ledger.lastAttempt(module: "foundation", target: "kms", step: "stack"))
    #expect(last.outcome == .succeeded)
    #expect(last.detail == "created 3")
    #expect(last.resources == #"[{"id":"k"}]"#)
    #expect(last.finishedAt == noon)
    #expect(try await ledger.outputs(module: "foundation", target: "kms").values == ["arn": "arn:aws:kms:1"])
  }

  @Test func aSecondOpenIntentOfAStepIsRefused() async throws {
    let ledger = try scratch.open()
    let deployment = try await ledger.begin()
    let first = try await ledger.recordIntent(intent(deployment))
    await #expect(
      throws: LedgerError.attemptOpen(first, module: "foundation", target: "kms", step: "stack")
    ) { try await ledger.recordIntent(intent(deployment, token: "token-2")) }
    #expect(try await ledger.attempts(deployment).map(\.intent.token) == ["token-1"])
  }

  @Test func aLaterAttemptTakesTheOpenOnesPlace() async throws {
    let ledger = try scratch.open()
    let deployment = try await ledger.begin()
    let first = try await ledger.recordIntent(intent(deployment))
    let second = try await ledger.recordIntent(intent(deployment, token: "token-2"), superseding: first)
    #expect(try await ledger.attempts(deployment).map(\.outcome) == [.superseded, nil])
    #expect(try await ledger.openAttempts().map(\.id) == [second])
  }

  @Test func anAttemptHasOneOutcome() async throws {
    let ledger = try scratch.open()
    let id = try await ledger.recordIntent(intent(try await ledger.begin()))
    try await ledger.recordOutcome(id, StepEnding(.failed, detail: "no quota", error: #"{"message":"quota"}"#))
    await #expect(throws: LedgerError.attemptClosed(id)) {
      try await ledger.recordOutcome(id, StepEnding(.succeeded, outputs: ["late": "1"]))
    }
    let last = try await ledger.lastAttempt(module: "foundation", target: "kms", step: "stack")
    #expect(last?.outcome == .failed)
    #expect(last?.error == #"{"message":"quota"}"#)
    #expect(try await ledger.outputs().isEmpty)
  }

  @Test func anIntentNeedsItsDeployment() async throws {
    let ledger = try scratch.open()
    await #expect(throws: LedgerError.self) {
      try await ledger.recordIntent(intent(DeploymentID(rawValue: 99)))
    }
    #expect(try await ledger.openAttempts().isEmpty)
  }
}
