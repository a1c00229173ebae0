import DaiviLedger
import DaiviProtocol
import Testing

@testable import DaiviEngine

/// What would happen, without it happening.
@Suite(.timeLimit(.minutes(10))) struct PlannerTests {
  private let base = module("base", target("keys", outputs: ["keyArn"]))
  private let lake = module("lake", target("load", inputs: [input("keyArn", from: "base/keys")]))

  private func plan(_ lab: EngineLab, _ manifests: ModuleManifest...) async throws -> [Planner.Entry] {
    lab.modules.forget()
    let graph = try DeploymentGraph(manifests: manifests)
    return try await Planner(
      graph: graph, fingerprints: Fingerprints(environment: EngineLab.environment, parameters: [:]),
      ledger: lab.ledger, connections: lab.modules
    ).plan(Selection([], in: graph))
  }

  @Test func valuesThatDoNotExistYetAreNamedWithWhoWillGiveThem() async throws {
    let lab = try await EngineLab()
    let entries = try await plan(lab, base, lake)
    #expect(entries.map(\.target) == ["base/keys", "lake/load"])
    #expect(entries.map(\.reason) == [.new, .new])
    let load = try #require(lab.modules.planned.first { $0.target == "load" })
    #expect(load.unknown == ["keyArn": "base/keys"])
    #expect(load.inputs.isEmpty)
  }

  @Test func planningDoesAndRecordsNothing() async throws {
    let lab = try await EngineLab()
    _ = try await plan(lab, base, lake)
    #expect(lab.modules.applied.isEmpty)
    #expect(try await lab.ledger.targetStates().isEmpty)
    #expect(try await lab.ledger.openAttempts().isEmpty)
  }

  @Test func whatWouldBeSkippedIsNotEvenAskedAbout() async throws {
    let lab = try await EngineLab()
    lab.modules.succeed("keys/do", outputs: ["keyArn": "arn:1"])
    try await lab.deploy(base, lake)
    let entries = try await plan(lab, base, lake)
    #expect(entries.map(\.reason) == [nil, nil])
    #expect(lab.modules.asked.isEmpty)
  }

  @Test func aChangeAndABrokenCheckAreTheReasonsGiven() async throws {
    let lab = try await EngineLab()
    lab.modules.succeed("keys/do", outputs: ["keyArn": "arn:1"])
    try await lab.deploy(base, lake)
    lab.modules.onVerify("load/do") { _ in failedCheck }
    try await lab.verify(base, lake)
    let changed = module("base", target("keys", outputs: ["keyArn"], steps: [step("do", revision: "2")]))
    let entries = try await plan(lab, changed, lake)
    #expect(entries.map(\.reason) == [.changed, .repair])
  }

  @Test func whatCannotBePreviewedIsALineOfThePlan() async throws {
    let lab = try await EngineLab()
    lab.modules.onPlan("keys/do") { _ in throw StepError(message: "the stack is in progress") }
    let entries = try await plan(lab, base, lake)
    #expect(entries.map(\.reason) == [.new, .new])
    #expect(
      entries.first?.changes == [
        PlannedChange(
          action: .waiting, type: "custom", name: "do", detail: "cannot be previewed: the stack is in progress")
      ])
    #expect(entries.last?.changes.map(\.action) == [.run])
  }

  @Test func wrongCredentialsEndThePlan() async throws {
    let lab = try await EngineLab()
    lab.modules.refuse("lake", CommandError(.credentials, "the credentials are of another account"))
    await #expect(throws: CommandError(.credentials, "the credentials are of another account")) {
      try await plan(lab, base, lake)
    }
  }

  @Test func onlyAStepWithAFailedCheckIsPlannedAsARepair() async throws {
    let lab = try await EngineLab()
    let manifest = module("m", target("a", steps: [step("one"), step("two")]))
    try await lab.deploy(manifest)
    lab.modules.onVerify("a/two") { _ in failedCheck }
    try await lab.verify(manifest)
    _ = try await plan(lab, manifest)
    #expect(lab.modules.planned.map(\.repair) == [nil, true])
  }
}
