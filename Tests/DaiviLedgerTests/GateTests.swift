import FoundationEssentials
import Testing

@testable import DaiviLedger

@Suite struct GateTests {
  let scratch = try! Scratch()

  @Test func aGateKeepsSinceWhileItsStateStaysTheSame() async throws {
    let ledger = try scratch.open()
    var gate = GateRow(
      module: "billing", target: "cur", step: "first-report", kind: .time, state: .waiting,
      instructions: "AWS delivers the first report within 24 h", opensAt: noon.addingTimeInterval(86_400), since: noon)
    try await ledger.setGate(gate)
    gate.since = noon.addingTimeInterval(60)
    gate.instructions = "looked again"
    try await ledger.setGate(gate)
    var stored = try #require(try await ledger.gate(module: "billing", target: "cur", step: "first-report"))
    #expect(stored.since == noon)
    #expect(stored.instructions == "looked again")
    #expect(stored.opensAt == noon.addingTimeInterval(86_400))

    gate.state = .open
    gate.confirmedBy = "kim"
    try await ledger.setGate(gate)
    stored = try #require(try await ledger.gate(module: "billing", target: "cur", step: "first-report"))
    #expect(stored == gate)
  }

  @Test func aRemovedGateIsAskedForAgain() async throws {
    let ledger = try scratch.open()
    let gate = GateRow(module: "m", target: "t", step: "s", kind: .person, state: .open, since: noon)
    try await ledger.setGate(gate)
    try await ledger.removeGate(module: "m", target: "t", step: "s")
    #expect(try await ledger.gate(module: "m", target: "t", step: "s") == nil)
    #expect(try await ledger.gates().isEmpty)
  }
}
