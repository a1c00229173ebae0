import Testing

@testable import DaiviLedger

@Suite struct IdentityTests {
  let scratch = try! Scratch()

  /// A ledger with one row of everything that depends on where the environment is.
  private func filled() async throws -> Ledger {
    let ledger = try scratch.open()
    #expect(try await ledger.establish(home) == .first)
    let deployment = try await ledger.begin()
    let done = try await ledger.recordIntent(intent(deployment))
    try await ledger.recordOutcome(done, StepEnding(.succeeded, outputs: ["key": "a"]))
    _ = try await ledger.recordIntent(intent(deployment, "foundation", "vpc"))
    try await ledger.setTargetState(
      TargetState(module: "foundation", target: "kms", status: .done, fingerprint: "f", moduleVersion: "1.0.0"))
    try await ledger.recordChecks(
      module: "foundation", target: "kms", step: "stack",
      [CheckFinding(id: "c", title: "exists", status: .failed)], at: noon)
    try await ledger.setGate(
      GateRow(module: "billing", target: "cur", step: "wait", kind: .time, state: .waiting, since: noon))
    return ledger
  }

  private func isEmpty(_ ledger: Ledger) async throws -> Bool {
    let states = try await ledger.targetStates().isEmpty
    let outputs = try await ledger.outputs().isEmpty
    let checks = try await ledger.checks().isEmpty
    let gates = try await ledger.gates().isEmpty
    let attempts = try await ledger.openAttempts().isEmpty
    let last = try await ledger.lastAttempt(module: "foundation", target: "kms", step: "stack")
    #expect([outputs, checks, gates, attempts, last == nil].allSatisfy { $0 == states })
    return states
  }

  @Test func theSamePlaceKeepsEverything() async throws {
    let ledger = try await filled()
    #expect(try await ledger.establish(home) == .unchanged)
    #expect(try await !isEmpty(ledger))
    #expect(try await ledger.identity() == home)
  }

  @Test(arguments: LedgerIdentity.Part.allCases)
  func anotherPlaceTrustsNothing(_ part: LedgerIdentity.Part) async throws {
    let ledger = try await filled()
    var other = home
    switch part {
    case .app: other.app = "other"
    case .environment: other.environment = "prod"
    case .account: other.account = "999988887777"
    case .endpoint: other.endpoint = "http://127.0.0.1:4566"
    case .sandbox: other.sandboxID = "box-2"
    case .primaryRegion: other.primaryRegion = "eu-west-1"
    }
    #expect(try await ledger.establish(other) == .replaced(previous: home, parts: [part]))
    #expect(try await isEmpty(ledger))
    #expect(try await ledger.identity() == other)
    #expect(try await ledger.deployments().count == 1, "history stays")
  }

  @Test func comingBackDoesNotBringTheOldRecordBack() async throws {
    let ledger = try await filled()
    var other = home
    other.account = "999988887777"
    _ = try await ledger.establish(other)
    _ = try await ledger.establish(home)
    #expect(try await isEmpty(ledger))
  }

  @Test func aStepLeftOpenElsewhereDoesNotStandInTheWay() async throws {
    let ledger = try await filled()
    var other = home
    other.sandboxID = "box-2"
    _ = try await ledger.establish(other)
    let deployment = try await ledger.begin()
    let id = try await ledger.recordIntent(intent(deployment, "foundation", "vpc", token: "token-2"))
    #expect(try await ledger.openAttempts().map(\.id) == [id])
  }

  @Test func anOutcomeThatArrivesLateIsHistoryToo() async throws {
    let ledger = try await filled()
    let late = try #require(try await ledger.openAttempts().first)
    var other = home
    other.account = "999988887777"
    _ = try await ledger.establish(other)
    try await ledger.recordOutcome(late.id, StepEnding(.succeeded, outputs: ["vpc": "vpc-1"]))
    #expect(try await ledger.outputs().isEmpty)
  }

  @Test func aSecondaryRegionIsAddedWithoutDistrust() async throws {
    let ledger = try await filled()
    var wider = home
    wider.secondaryRegion = "us-west-2"
    #expect(try await ledger.establish(wider) == .unchanged)
    #expect(try await ledger.identity() == wider)
    #expect(try await !isEmpty(ledger))
  }
}
