import DaiviLedger
import DaiviProtocol
import Testing

@testable import DaiviEngine

/// What needs a target that was done again in a run of its own is looked at before it is skipped.
@Suite(.timeLimit(.minutes(10))) struct StaleNeedTests {
  private let base = module("base", target("table", steps: [step("bucket"), step("table")]))
  private let lake = module("lake", target("load", after: ["base/table"]), target("grant", after: ["base/table"]))

  /// Everything deployed, the table found broken and made again alone.
  private func mended(_ lake: ModuleManifest? = nil) async throws -> EngineLab {
    let lab = try await EngineLab()
    try await lab.deploy(base, lake ?? self.lake)
    lab.modules.onVerify("table/table") { _ in failedCheck }
    try await lab.verify(base, lake ?? self.lake)
    #expect(try await lab.deploy(base, lake ?? self.lake, only: ["base/table"]).done == ["base/table"])
    return lab
  }

  private func plan(_ lab: EngineLab) async throws -> [Planner.Entry] {
    let graph = try DeploymentGraph(manifests: [base, lake])
    return try await Planner(
      graph: graph, fingerprints: Fingerprints(environment: EngineLab.environment, parameters: [:]),
      ledger: lab.ledger, connections: lab.modules
    ).plan(Selection([], in: graph))
  }

  @Test func aTableThatWasMadeAgainAloneIsLoadedAgain() async throws {
    let lab = try await mended()
    lab.modules.onVerify("load/do") { _ in failedCheck }
    let report = try await lab.deploy(base, lake)
    #expect(report.done == ["lake/load"])
    #expect(Set(report.skipped) == ["base/table", "lake/grant"])
    #expect(lab.modules.appliedSteps == ["load/do"])
    #expect(lab.modules.applied.first?.repair == true)
    #expect(Set(lab.modules.verified.map(\.target)) == ["load", "grant"])
  }

  @Test func oneLookIsEnough() async throws {
    let lab = try await mended()
    #expect(try await lab.deploy(base, lake).skipped.count == 3)
    #expect(Set(lab.modules.verified.map(\.target)) == ["load", "grant"])
    #expect(try await lab.deploy(base, lake).skipped.count == 3)
    #expect(lab.modules.asked.isEmpty)
  }

  @Test func oneLookIsEnoughAlsoWhereItSeesNothing() async throws {
    let lab = try await mended()
    for target in ["load", "grant"] { lab.modules.onVerify("\(target)/do") { _ in [] } }
    try await lab.deploy(base, lake)
    #expect(lab.modules.verified.count == 2)
    try await lab.deploy(base, lake)
    #expect(lab.modules.asked.isEmpty)
  }

  @Test func aLookByVerifyIsEnoughToo() async throws {
    let lab = try await mended()
    lab.modules.onVerify("table/table") { _ in [] }
    try await lab.verify(base, lake)
    try await lab.deploy(base, lake)
    #expect(lab.modules.asked.isEmpty)
  }

  @Test func whereAModuleCannotLookTheNextDeployLooksAgain() async throws {
    let lab = try await mended()
    lab.modules.onVerify("load/do") { _ in throw ConnectionError.closed(module: "lake") }
    #expect(try await lab.deploy(base, lake).failed.map(\.target) == ["lake/load"])
    lab.modules.onVerify("load/do") { _ in failedCheck }
    #expect(try await lab.deploy(base, lake).done == ["lake/load"])
  }

  @Test func whatHasNoChecksIsNotAskedAbout() async throws {
    let unchecked = module("lake", target("load", after: ["base/table"], steps: [step("do", checked: false)]))
    let lab = try await mended(unchecked)
    #expect(try await lab.deploy(base, unchecked).skipped.count == 2)
    #expect(lab.modules.asked.isEmpty)
  }

  @Test func aStepThatATargetKeepsIsLookedAtToo() async throws {
    func lake(_ revision: String) -> ModuleManifest {
      module("lake", target("load", after: ["base/table"], steps: [step("rows"), step("count", revision: revision)]))
    }
    let lab = try await mended(lake("1"))
    lab.modules.onVerify("load/rows") { _ in failedCheck }
    #expect(try await lab.deploy(base, lake("2")).done == ["lake/load"])
    #expect(lab.modules.appliedSteps == ["load/rows", "load/count"])
    #expect(lab.modules.applied.map(\.repair) == [true, false])
    #expect(try await lab.deploy(base, lake("2")).skipped.count == 2)
    #expect(lab.modules.asked.isEmpty)
  }

  @Test func whatWaitsAtAGateIsLookedAtOnce() async throws {
    let press = StepManifest(
      id: "press", kind: "gate", title: "press", fingerprint: "gate",
      gate: GateDeclaration(kind: .person, instructions: "press the button"))
    let gated = module("lake", target("load", after: ["base/table"], steps: [step("do"), press]))
    let lab = try await mended(gated)
    #expect(try await lab.deploy(base, gated).isWaiting)
    #expect(lab.modules.verified.map(\.step) == ["do"])
    #expect(try await lab.deploy(base, gated).isWaiting)
    #expect(lab.modules.asked.isEmpty)
  }

  @Test func thePlanSaysSoAndRecordsNothing() async throws {
    let lab = try await mended()
    lab.modules.onVerify("load/do") { _ in failedCheck }
    let entries = try await plan(lab)
    #expect(entries.filter { $0.reason != nil }.map(\.target) == ["lake/load"])
    #expect(entries.compactMap(\.reason) == [.repair])
    #expect(lab.modules.planned.last { $0.target == "load" }?.repair == true)
    #expect(try await lab.ledger.failedChecks().isEmpty)
    lab.modules.onVerify("load/do") { _ in [] }
    try await lab.deploy(base, lake)
    lab.modules.forget()
    #expect(try await plan(lab).allSatisfy { $0.reason == nil })
    #expect(lab.modules.asked.isEmpty)
  }
}
