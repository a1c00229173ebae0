import DaiviSystem
import FoundationEssentials
import Glibc
import Testing

@testable import DaiviLedger

@Suite struct DeploymentTests {
  let scratch = try! Scratch()

  @Test func aDeploymentIsListedWithItsSelectionAndOutcome() async throws {
    let ledger = try scratch.open()
    let first = try await ledger.beginDeployment(
      kind: .deploy, selection: ["foundation/kms", "billing"], hostVersion: "0.1.0")
    let second = try await ledger.begin(.verify)
    try await ledger.finish(first, outcome: .waiting)
    try await ledger.finish(first, outcome: .failed)
    let rows = try await ledger.deployments()
    #expect(rows.map(\.id) == [second, first])
    #expect(rows[1].selection == ["foundation/kms", "billing"])
    #expect(rows[1].outcome == .waiting, "the first outcome stands")
    #expect(rows[1].finishedAt == noon)
    #expect(rows[0].outcome == nil, "its process, this one, is alive")
    #expect(try await ledger.deployments(limit: 1).map(\.id) == [second])
    #expect(try await ledger.deployment(first)?.kind == .deploy)
  }

  @Test func aDeploymentWhoseHostWasKilledIsClosedByTheNext() async throws {
    let path = scratch.ledgerPath
    _ = try scratch.open()
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      _ = try await Ledger.open(path, access: .deploy).begin()
      kill(getpid(), SIGKILL)
    }
    let ledger = try scratch.open()
    #expect(try await ledger.deployments().map(\.outcome) == [nil])
    _ = try await ledger.begin()
    #expect(try await ledger.deployments().map(\.outcome) == [nil, .interrupted])
  }

  @Test func eventsOfOldDeploymentsAreRemoved() async throws {
    let ledger = try scratch.open()
    let first = try await ledger.begin()
    let second = try await ledger.begin()
    for id in [first, second] {
      try await ledger.append(EventRow(deployment: id, at: noon, kind: "note", message: "done"))
    }
    _ = try await ledger.beginDeployment(kind: .deploy, selection: [], hostVersion: "1", eventful: 2)
    #expect(try await ledger.events(first).isEmpty)
    #expect(try await ledger.events(second).count == 1)
    #expect(try await ledger.deployment(first) != nil, "the deployment itself is history")
  }
}
