import DaiviEngine
import DaiviLedger
import DaiviProtocol
import FoundationEssentials
import Testing

@testable import daivi_host

/// What `gate confirm` and `gate reject` do to a gate that waits, was decided, or was passed.
@Suite struct GateDecisionTests {
  let scratch: ProjectScratch
  let ledger: Ledger
  let target = TargetID(module: "m", target: "t")

  init() throws {
    scratch = try ProjectScratch()
    ledger = try Ledger.open(scratch.path("ledger.sqlite"), access: .deploy)
  }

  /// A gate at which a deploy stays, or that one has passed.
  func gate(_ step: String, _ state: GateState, isPassed: Bool = false) async throws {
    let deployment = try await ledger.beginDeployment(kind: .deploy, selection: [], hostVersion: "0.1.0")
    let attempt = try await ledger.recordIntent(
      StepIntent(deployment: deployment, module: "m", target: "t", step: step, token: "gate-\(step)", fingerprint: "1"))
    if isPassed { try await ledger.recordOutcome(attempt, StepEnding(.succeeded, detail: "open")) }
    try await ledger.setGate(GateRow(module: "m", target: "t", step: step, kind: .person, state: state, since: Date()))
  }

  func decide(_ state: GateState, gate: String? = nil) async throws -> String {
    try await GateDecision.decide(state, "t", gate, [target], ledger)
  }

  func state(_ step: String) async throws -> GateState? {
    try await ledger.gate(module: "m", target: "t", step: step)?.state
  }

  private func refusal(_ body: () async throws -> String) async -> String {
    let error = await #expect(throws: CommandError.self) { _ = try await body() }
    #expect(error?.status == .usage)
    return error?.description ?? ""
  }

  @Test func whatWasRejectedCanBeConfirmed() async throws {
    try await gate("ask", .waiting)
    #expect(
      try await decide(.rejected).contains("m/t ask: rejected; its target fails, until daivi-host gate confirm m/t"))
    #expect(try await state("ask") == .rejected)
    #expect(try await decide(.open) == "m/t ask: confirmed; the next deploy goes on")
    #expect(try await state("ask") == .open)
  }

  @Test func whatWasConfirmedAndNotPassedCanBeRejected() async throws {
    try await gate("ask", .open)
    _ = try await decide(.rejected)
    #expect(try await state("ask") == .rejected)
  }

  @Test func toRejectAPassedGateIsRefused() async throws {
    try await gate("ask", .open, isPassed: true)
    #expect(await refusal { try await decide(.rejected) }.contains("m/t ask: passed already"))
    #expect(try await state("ask") == .open)
    #expect(try await decide(.open) == "m/t ask: passed already; there is nothing left to confirm")
  }

  @Test func ofSeveralTheOneThatIsLeftIsMeant() async throws {
    try await gate("first", .open, isPassed: true)
    try await gate("second", .waiting)
    _ = try await decide(.open)
    #expect(try await state("second") == .open)
  }

  @Test func severalThatWaitAreNamed() async throws {
    try await gate("first", .waiting)
    try await gate("second", .rejected)
    #expect(await refusal { try await decide(.open) } == "'t' has several gates; add --gate with one of first, second")
    _ = try await decide(.open, gate: "second")
    #expect(try await state("first") == .waiting)
    #expect(try await state("second") == .open)
  }

  @Test func aTargetWithoutAGateIsTold() async throws {
    #expect(await refusal { try await decide(.open) }.hasPrefix("no gate of 't' waits for a person or for time"))
  }
}
