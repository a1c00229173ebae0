import DaiviLedger
import DaiviProtocol
import DaiviSystem
import FoundationEssentials
import Synchronization
import Testing

@testable import DaiviEngine

@Suite struct GateTests {
  /// A module whose gate check gives these answers in turn, the last for ever.
  private final class GatedModule: ModuleConnection, ModuleConnections {
    let answers: Mutex<[GateCheckResult.State]>
    let applied = Mutex<[String]>([])
    /// Targets that a plan or `verify` asked about.
    let asked = Mutex<[String]>([])

    init(_ answers: [GateCheckResult.State] = [.waiting]) { self.answers = Mutex(answers) }

    func connection(to module: String) async throws -> any ModuleConnection { self }
    func plan(_ params: StepPlanParams) async throws -> StepPlanResult {
      asked.withLock { $0.append(params.target) }
      return StepPlanResult(changes: [])
    }
    func apply(
      _ params: StepApplyParams, maxSeconds: Int, progress: @escaping @Sendable (String) -> Void
    ) async throws -> StepApplyResult {
      applied.withLock { $0.append("\(params.target)/\(params.step)") }
      return StepApplyResult(outcome: .succeeded)
    }
    func verify(_ params: StepVerifyParams) async throws -> StepVerifyResult {
      asked.withLock { $0.append("\(params.target)/\(params.step)") }
      return StepVerifyResult(checks: [])
    }
    func destroy(
      _ params: StepApplyParams, maxSeconds: Int, progress: @escaping @Sendable (String) -> Void
    ) async throws -> StepApplyResult { StepApplyResult(outcome: .succeeded) }
    func checkGate(_ params: GateCheckParams) async throws -> GateCheckResult {
      GateCheckResult(state: answers.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] })
    }
  }

  private struct Silence: EventSink {
    func emit(_ event: EngineEvent) {}
  }

  private final class World: Sendable {
    let directory: String
    let ledger: Ledger

    init() async throws {
      directory = "/tmp/daivi-gates-\(UUID().uuidString)"
      ledger = try Ledger.open(Path.join(directory, "ledger.sqlite"), access: .deploy)
      _ = try await ledger.establish(
        LedgerIdentity(app: "daivi", environment: "t", account: "123456789012", primaryRegion: "us-east-1"))
    }

    deinit { try? Files.removeAll(directory) }

    private func graph(_ gate: GateDeclaration, material: String = "1") throws -> DeploymentGraph {
      let check = CheckDeclaration(id: "c", title: "")
      let first = StepManifest(id: "first", kind: "custom", title: "", fingerprint: material, checks: [check])
      let wait = StepManifest(id: "wait", kind: "gate", title: "", fingerprint: "gate", gate: gate)
      let last = StepManifest(id: "last", kind: "custom", title: "", fingerprint: "1", checks: [check])
      return try DeploymentGraph(manifests: [
        ModuleManifest(
          module: "m", version: "1.0.0", title: "",
          targets: [
            TargetManifest(name: "gated", title: "", steps: [first, wait, last]),
            TargetManifest(name: "later", title: "", after: ["m/gated"], steps: [last]),
            TargetManifest(name: "other", title: "", steps: [last]),
          ])
      ])
    }

    private let fingerprints = Fingerprints(
      environment: ModuleEnvironment(
        app: "daivi", env: "t", account: "123456789012", partition: "aws", primaryRegion: "us-east-1",
        secondaryRegion: "us-west-2", adminRole: "Admin", tags: [:]), parameters: [:])

    func plan(_ module: GatedModule, gate: GateDeclaration, material: String = "1") async throws -> [Planner.Entry] {
      let graph = try graph(gate, material: material)
      return try await Planner(graph: graph, fingerprints: fingerprints, ledger: ledger, connections: module)
        .plan(Selection([], in: graph))
    }

    func verify(_ module: GatedModule, gate: GateDeclaration) async throws {
      let graph = try graph(gate)
      _ = try await Verifier(
        graph: graph, ledger: ledger, connections: module, sink: Silence(), pool: ResourcePool(slots: 4)
      ).run(Set(graph.order))
    }

    func deploy(_ module: GatedModule, gate: GateDeclaration, material: String = "1") async throws -> RunReport {
      let graph = try graph(gate, material: material)
      return try await Deployer(
        graph: graph, fingerprints: fingerprints, ledger: ledger, connections: module, sink: Silence(),
        pool: ResourcePool(slots: 4),
        deployment: try await ledger.beginDeployment(kind: .deploy, selection: [], hostVersion: "t")
      ).run(Selection([], in: graph))
    }
  }

  @Test func aPersonGateEndsTheRunAndHoldsOnlyWhatNeedsIt() async throws {
    let world = try await World()
    let module = GatedModule()
    let report = try await world.deploy(module, gate: .init(kind: .person, instructions: "press the button"))
    #expect(report.isWaiting)
    #expect(report.waiting.map(\.target) == ["m/gated"])
    #expect(report.held.map(\.target) == ["m/later"])
    #expect(report.done == ["m/other"])
    #expect(module.applied.withLock { Set($0) } == ["gated/first", "other/last"])
  }

  @Test(arguments: [GateDeclaration.Kind.person, .time])
  func aConfirmedGateLetsTheNextRunGoOnWithoutRepeatingWhatWasDone(kind: GateDeclaration.Kind) async throws {
    let world = try await World()
    let module = GatedModule()
    let gate = GateDeclaration(kind: kind, instructions: "press the button", seconds: kind == .time ? 3600 : nil)
    _ = try await world.deploy(module, gate: gate)
    var row = try #require(try await world.ledger.gates().first)
    row.state = .open
    try await world.ledger.setGate(row)
    module.applied.withLock { $0 = [] }
    let report = try await world.deploy(module, gate: gate)
    #expect(report.succeeded && report.waiting.isEmpty)
    #expect(module.applied.withLock { $0 } == ["gated/last", "later/last"])
  }

  @Test(arguments: [GateDeclaration.Kind.person, .time])
  func aRejectedGateFailsItsTarget(kind: GateDeclaration.Kind) async throws {
    let world = try await World()
    let gate = GateDeclaration(kind: kind, instructions: "press the button", seconds: kind == .time ? 3600 : nil)
    _ = try await world.deploy(GatedModule(), gate: gate)
    var row = try #require(try await world.ledger.gates().first)
    row.state = .rejected
    try await world.ledger.setGate(row)
    let report = try await world.deploy(GatedModule(), gate: gate)
    #expect(report.failed.map(\.target) == ["m/gated"])
    #expect(report.failed.first?.error.hint?.hasPrefix("daivi-host gate confirm m/gated  ") == true)
    // A person took it back: the same target goes on.
    row.state = .open
    try await world.ledger.setGate(row)
    #expect(try await world.deploy(GatedModule(), gate: gate).succeeded)
  }

  @Test func aPersonGateThatTheModuleCanTellOpensByItself() async throws {
    let world = try await World()
    let gate = GateDeclaration(kind: .person, instructions: "press the button", canTell: true)
    let report = try await world.deploy(GatedModule([.open]), gate: gate)
    #expect(report.succeeded && report.waiting.isEmpty)
  }

  @Test func aTimeGateOpensWhenItsTimeHasCome() async throws {
    let world = try await World()
    let closed = try await world.deploy(
      GatedModule(), gate: .init(kind: .time, instructions: "a day", seconds: 86_400))
    let opensAt = try #require(closed.waiting.first?.opensAt)
    #expect(opensAt.timeIntervalSinceNow > 86_000)
    var row = try #require(try await world.ledger.gates().first)
    row.opensAt = Date().addingTimeInterval(-1)
    try await world.ledger.setGate(row)
    let open = try await world.deploy(GatedModule(), gate: .init(kind: .time, instructions: "a day", seconds: 86_400))
    #expect(open.succeeded && open.waiting.isEmpty)
  }

  @Test func replacingWhatAGateFollowsClosesItAgain() async throws {
    let world = try await World()
    let gate = GateDeclaration(kind: .person, instructions: "press the button")
    _ = try await world.deploy(GatedModule(), gate: gate)
    var row = try #require(try await world.ledger.gates().first)
    row.state = .open
    try await world.ledger.setGate(row)
    let replaced = try await world.deploy(GatedModule(), gate: gate, material: "2")
    #expect(replaced.isWaiting)
  }

  @Test func aPlanAsksNothingAboutWhatWaitsAndCallsItNoChange() async throws {
    let world = try await World()
    let module = GatedModule()
    let gate = GateDeclaration(kind: .time, instructions: "a day", seconds: 86_400)
    _ = try await world.deploy(module, gate: gate)
    let plan = try await world.plan(module, gate: gate)
    #expect(plan.allSatisfy { $0.reason == nil })
    #expect(plan.filter { $0.gate != nil }.map(\.target) == ["m/gated", "m/later"])
    #expect(plan.filter { $0.gate != nil }.allSatisfy { $0.gate == "m/gated" })
    #expect(module.asked.withLock { $0 } == [])
    // What stands before the gate changed: that is to do.
    #expect(
      try await world.plan(module, gate: gate, material: "2").contains { $0.target == "m/gated" && $0.gate == nil })
    var row = try #require(try await world.ledger.gates().first)
    row.opensAt = Date().addingTimeInterval(-1)
    try await world.ledger.setGate(row)
    #expect(try await world.plan(module, gate: gate).allSatisfy { $0.gate == nil })
  }

  @Test func verifyLooksOnlyAtWhatCameBeforeAClosedGate() async throws {
    let world = try await World()
    let module = GatedModule()
    let gate = GateDeclaration(kind: .person, instructions: "press the button")
    _ = try await world.deploy(module, gate: gate)
    try await world.verify(module, gate: gate)
    #expect(module.asked.withLock { Set($0) } == ["gated/first", "other/last"])
  }

  @Test func aConditionIsAwaitedInTheRun() async throws {
    let world = try await World()
    let report = try await world.deploy(
      GatedModule([.waiting, .open]), gate: .init(kind: .condition, instructions: "ready", seconds: 60))
    #expect(report.succeeded && report.waiting.isEmpty)
  }

  @Test func aConditionThatDoesNotComeTrueFailsWithItsLimit() async throws {
    let world = try await World()
    let report = try await world.deploy(
      GatedModule([.waiting]), gate: .init(kind: .condition, instructions: "ready", seconds: 0))
    #expect(report.failed.first?.error.message.contains("not so after 0 s") == true)
  }
}
