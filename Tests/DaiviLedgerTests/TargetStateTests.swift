import FoundationEssentials
import Testing

@testable import DaiviLedger

@Suite struct TargetStateTests {
  let scratch = try! Scratch()

  @Test func statesAreReplacedAndListedInOrder() async throws {
    let ledger = try scratch.open()
    let deployment = try await ledger.begin()
    var kms = TargetState(
      module: "foundation", target: "kms", status: .running, fingerprint: "f-1", moduleVersion: "1.0.0",
      deployment: deployment)
    let user = TargetState(module: "billing", target: "cur", status: .failed, fingerprint: "g", moduleVersion: "1.3.0")
    try await ledger.setTargetState(kms)
    try await ledger.setTargetState(user)
    kms.status = .done
    kms.fingerprint = "f-2"
    try await ledger.setTargetState(kms)
    let states = try await ledger.targetStates()
    #expect(states.map(\.target) == ["cur", "kms"])
    kms.updatedAt = noon
    #expect(states.last == kms)
    #expect(try await ledger.targetState(module: "foundation", target: "kms") == kms)
  }

  @Test func aForgottenTargetLeavesNothingBehindAndOthersAlone() async throws {
    let ledger = try scratch.open()
    let deployment = try await ledger.begin()
    for target in ["kms", "vpc"] {
      let id = try await ledger.recordIntent(intent(deployment, "foundation", target))
      try await ledger.recordOutcome(id, StepEnding(.succeeded, outputs: ["of": target]))
      try await ledger.setTargetState(
        TargetState(module: "foundation", target: target, status: .done, fingerprint: "f", moduleVersion: "1.0.0"))
      try await ledger.recordChecks(
        module: "foundation", target: target, step: "stack",
        [CheckFinding(id: "c", title: "exists", status: .failed)], at: noon)
      try await ledger.setGate(
        GateRow(
          module: "foundation", target: target, step: "gate", kind: .person, state: .waiting, since: noon))
    }
    try await ledger.forget(module: "foundation", target: "kms")
    #expect(try await ledger.targetStates().map(\.target) == ["vpc"])
    #expect(try await ledger.outputs().map(\.target) == ["vpc"])
    #expect(try await ledger.failedChecks().map(\.target) == ["vpc"])
    #expect(try await ledger.gates().map(\.target) == ["vpc"])
    #expect(try await ledger.attempts(deployment).count == 2, "history stays")
  }
}
