import FoundationEssentials
import Testing

@testable import DaiviLedger

@Suite struct CheckTests {
  let scratch = try! Scratch()

  private func record(_ ledger: Ledger, _ findings: [CheckFinding]) async throws {
    try await ledger.recordChecks(module: "foundation", target: "kms", step: "stack", findings, at: noon)
  }

  @Test func aFailedCheckIsRememberedUntilTheStepSucceedsAgain() async throws {
    let ledger = try scratch.open()
    let deployment = try await ledger.begin()
    let failed = CheckFinding(
      id: "key", title: "key exists", status: .failed, detail: "pending deletion", resource: "arn:aws:kms:1")
    try await record(ledger, [failed, CheckFinding(id: "alias", title: "alias exists", status: .passed)])
    #expect(try await ledger.failedChecks().map(\.finding) == [failed])
    #expect(try await ledger.failedChecks(module: "foundation", target: "kms").map(\.at) == [noon])
    #expect(try await ledger.failedChecks(module: "foundation", target: "vpc").isEmpty)

    let first = try await ledger.recordIntent(intent(deployment))
    try await ledger.recordOutcome(first, StepEnding(.failed))
    #expect(try await ledger.failedChecks().count == 1, "a failed repair repairs nothing")

    let second = try await ledger.recordIntent(intent(deployment))
    try await ledger.recordOutcome(second, StepEnding(.succeeded))
    #expect(try await ledger.failedChecks().isEmpty)
  }

  @Test func aNewVerificationReplacesTheStepsFindings() async throws {
    let ledger = try scratch.open()
    try await record(
      ledger,
      [CheckFinding(id: "a", title: "a", status: .failed), CheckFinding(id: "dropped", title: "b", status: .failed)])
    try await record(ledger, [CheckFinding(id: "a", title: "a", status: .passed)])
    #expect(try await ledger.failedChecks().isEmpty)
    #expect(try await ledger.checks().map(\.finding.id) == ["a"])
  }

  @Test func aCheckThatCouldNotBeMadeIsNoFailure() async throws {
    let ledger = try scratch.open()
    try await record(ledger, [CheckFinding(id: "a", title: "a", status: .unknown)])
    #expect(try await ledger.failedChecks().isEmpty)
    #expect(try await ledger.checks().map(\.finding.status) == [.unknown])
  }
}
