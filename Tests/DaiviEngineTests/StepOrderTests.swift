import DaiviLedger
import DaiviProtocol
import Synchronization
import Testing

@testable import DaiviEngine

/// A step that ran makes those after it run, also where the run ended between the two.
@Suite(.timeLimit(.minutes(10))) struct StepOrderTests {
  private func manifest(
    one: String = "1", two: String = "1", _ more: StepManifest = step("three")
  ) -> ModuleManifest {
    module("m", target("a", steps: [step("one", revision: one), step("two", revision: two), more, step("four")]))
  }

  private let press = StepManifest(
    id: "press", kind: "gate", title: "press", fingerprint: "gate",
    gate: GateDeclaration(kind: .person, instructions: "press the button"))

  /// A deploy that is killed right after a step's success is in the ledger: nothing is recorded of what comes next.
  private func deploy(_ lab: EngineLab, killedAfter step: String, _ manifest: ModuleManifest) async throws {
    lab.modules.forget()
    let death = Death()
    lab.modules.onApply(step) { _ in
      death.follows()
      return StepApplyResult(outcome: .succeeded)
    }
    let graph = try DeploymentGraph(manifests: [manifest])
    let deployer = Deployer(
      graph: graph, fingerprints: Fingerprints(environment: EngineLab.environment, parameters: [:]),
      ledger: try Ledger.open(lab.ledger.path, access: .deploy, replica: death), connections: lab.modules,
      sink: lab.events, pool: ResourcePool(slots: 8),
      deployment: try await lab.ledger.beginDeployment(kind: .deploy, selection: [], hostVersion: "test"))
    let selection = try Selection([], in: graph)
    await #expect(throws: LedgerError.self) { try await deployer.run(selection) }
    #expect(lab.modules.appliedSteps.last == step)
    lab.modules.succeed(step)
  }

  private func open(_ lab: EngineLab) async throws {
    var row = try #require(try await lab.ledger.gates().first)
    row.state = .open
    try await lab.ledger.setGate(row)
  }

  @Test func whatFollowsAChangedStepRunsInTheNextDeploy() async throws {
    let lab = try await EngineLab()
    try await lab.deploy(manifest())
    try await deploy(lab, killedAfter: "a/two", manifest(two: "2"))
    #expect(try await lab.deploy(manifest(two: "2")).done == ["m/a"])
    #expect(lab.modules.appliedSteps == ["a/three", "a/four"])
    #expect(try await lab.deploy(manifest(two: "2")).skipped == ["m/a"])
    #expect(lab.modules.asked.isEmpty)
  }

  @Test func whatFollowsARepairedStepRunsInTheNextDeploy() async throws {
    let lab = try await EngineLab()
    try await lab.deploy(manifest())
    lab.modules.onVerify("a/two") { _ in failedCheck }
    try await lab.verify(manifest())
    try await deploy(lab, killedAfter: "a/two", manifest())
    #expect(lab.modules.applied.map(\.repair) == [true])
    try await lab.deploy(manifest())
    #expect(lab.modules.appliedSteps == ["a/three", "a/four"])
    #expect(lab.modules.applied.allSatisfy { !$0.repair })
  }

  @Test func aSecondInterruptionLosesNothingEither() async throws {
    let lab = try await EngineLab()
    try await lab.deploy(manifest())
    try await deploy(lab, killedAfter: "a/two", manifest(two: "2"))
    try await deploy(lab, killedAfter: "a/three", manifest(two: "2"))
    try await lab.deploy(manifest(two: "2"))
    #expect(lab.modules.appliedSteps == ["a/four"])
  }

  @Test func aStepIsNotResumedWhereWhatItFollowsRanSince() async throws {
    let lab = try await EngineLab()
    lab.modules.onApply("a/three") { _ in throw ConnectionError.closed(module: "m") }
    try await lab.deploy(manifest())
    let lost = try #require(lab.modules.applied.last)
    lab.modules.succeed("a/three")
    try await lab.deploy(manifest(two: "2"))
    let again = try #require(lab.modules.applied.first { $0.step == "three" })
    #expect(lab.modules.appliedSteps == ["a/two", "a/three", "a/four"])
    #expect(!again.resume && again.token != lost.token)
    #expect(try await lab.ledger.openAttempts().isEmpty)
  }

  @Test func aGateThatWasOpenClosesInTheNextDeploy() async throws {
    let lab = try await EngineLab()
    #expect(try await lab.deploy(manifest(press)).isWaiting)
    try await open(lab)
    #expect(try await lab.deploy(manifest(press)).done == ["m/a"])
    try await deploy(lab, killedAfter: "a/two", manifest(two: "2", press))
    #expect(try await lab.deploy(manifest(two: "2", press)).isWaiting)
    #expect(lab.modules.applied.isEmpty)
    try await open(lab)
    #expect(try await lab.deploy(manifest(two: "2", press)).done == ["m/a"])
    #expect(lab.modules.appliedSteps == ["a/four"])
  }

  @Test func aGateThatWaitedIsConfirmedAnewAfterAChangeBeforeIt() async throws {
    let lab = try await EngineLab()
    #expect(try await lab.deploy(manifest(press)).isWaiting)
    try await deploy(lab, killedAfter: "a/two", manifest(two: "2", press))
    // Confirmed is what was there before the change.
    try await open(lab)
    #expect(try await lab.deploy(manifest(two: "2", press)).isWaiting)
  }
}

/// Ends a ledger's use right after a chosen commit, as a kill of its process would.
private final class Death: LedgerReplica {
  private enum Stage { case far, next, come }

  private let stage = Mutex(Stage.far)

  /// The next commit is the last.
  func follows() { stage.withLock { $0 = .next } }

  func check() throws {
    if stage.withLock({ $0 == .come }) { throw LedgerError.notShared(why: "killed") }
  }

  func nextMark() -> String { "mark" }

  func accept(_ image: [UInt8], mark: String) async throws {
    stage.withLock { if $0 == .next { $0 = .come } }
  }
}
