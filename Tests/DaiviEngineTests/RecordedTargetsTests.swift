import DaiviLedger
import DaiviProtocol
import Testing

@testable import DaiviEngine

/// Which targets a deploy would skip, by the record alone: their secrets are not asked for.
@Suite(.timeLimit(.minutes(10))) struct RecordedTargetsTests {
  private let base = module("base", target("table"))

  private func lake(_ revision: String = "1") -> ModuleManifest {
    module("lake", target("load", after: ["base/table"], steps: [step("do", revision: revision)]), target("grant"))
  }

  private func upToDate(
    _ lab: EngineLab, _ lake: ModuleManifest, identity: LedgerIdentity = EngineLab.identity()
  ) async throws -> Set<TargetID> {
    try await RecordedTargets.upToDate(
      in: lab.ledger.path, DeploymentGraph(manifests: [base, lake]),
      Fingerprints(environment: EngineLab.environment, parameters: [:]), identity: identity)
  }

  @Test func whatIsDoneIsSkippedAndWhatFailedIsNot() async throws {
    let lab = try await EngineLab()
    lab.modules.fail("load/do", "no")
    try await lab.deploy(base, lake())
    #expect(try await upToDate(lab, lake()) == ["base/table", "lake/grant"])
  }

  @Test func whatChangedIsToRun() async throws {
    let lab = try await EngineLab()
    try await lab.deploy(base, lake())
    #expect(try await upToDate(lab, lake()) == ["base/table", "lake/load", "lake/grant"])
    #expect(try await upToDate(lab, lake("2")) == ["base/table", "lake/grant"])
  }

  @Test func whatAFailedCheckWasFoundOfIsToRun() async throws {
    let lab = try await EngineLab()
    try await lab.deploy(base, lake())
    lab.modules.onVerify("load/do") { _ in failedCheck }
    try await lab.verify(base, lake())
    #expect(try await upToDate(lab, lake()) == ["base/table", "lake/grant"])
  }

  @Test func whatIsToBeLookedAtMayHaveToRun() async throws {
    let lab = try await EngineLab()
    try await lab.deploy(base, lake())
    lab.modules.onVerify("table/do") { _ in failedCheck }
    try await lab.verify(base, lake())
    try await lab.deploy(base, lake(), only: ["base/table"])
    #expect(try await upToDate(lab, lake()) == ["base/table", "lake/grant"])
  }

  @Test func ofAnotherPlaceNothingIsRecorded() async throws {
    let lab = try await EngineLab()
    try await lab.deploy(base, lake())
    #expect(try await upToDate(lab, lake(), identity: EngineLab.identity(sandbox: "two")).isEmpty)
  }

  @Test func withoutALedgerEverythingIsToRun() async throws {
    let graph = try DeploymentGraph(manifests: [base])
    let found = try await RecordedTargets.upToDate(
      in: "/nowhere/ledger.sqlite", graph, Fingerprints(environment: EngineLab.environment, parameters: [:]),
      identity: EngineLab.identity())
    #expect(found.isEmpty)
  }
}
