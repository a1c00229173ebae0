import DaiviLedger
import DaiviProtocol
import Testing

@testable import DaiviEngine

/// Steps that an upgrade drops from a target that stays: named from then on, and taken away by the release that had them.
@Suite(.timeLimit(.minutes(10))) struct LeftStepTests {
  private func release(_ version: String, _ steps: String...) -> ModuleManifest {
    release(version, steps.map { step($0) })
  }

  private func release(_ version: String, _ steps: [StepManifest], after: [TargetID] = []) -> ModuleManifest {
    ModuleManifest(
      module: "m", version: version, title: "", maxConcurrentSteps: 16,
      targets: [target("a", after: after, steps: steps)])
  }

  /// `step version` of what is recorded as left.
  private func left(_ lab: EngineLab) async throws -> [String] {
    try await lab.ledger.leftSteps().map { "\($0.step) \($0.moduleVersion)" }
  }

  private func made(_ lab: EngineLab, _ step: String, _ resource: String) {
    lab.modules.onApply("a/\(step)") { _ in
      StepApplyResult(outcome: .succeeded, resources: [ResourceRecord(type: "stack", id: resource)])
    }
  }

  /// A destroy with one release in use and others at hand.
  private func destroy(
    _ lab: EngineLab, _ script: DestroyScript, _ current: ModuleManifest, _ earlier: ModuleManifest...
  ) async throws -> RunReport {
    script.forget()
    lab.events.forget()
    let left = try await LeftSteps.dropped(from: [current], lab.ledger)
    let all = LeftSteps.joined(to: [current], left, releases: earlier, deployed: try await lab.recorded())
    let graph = try DeploymentGraph(manifests: all)
    return try await Destroyer(
      graph: graph, ledger: lab.ledger, connections: script, sink: lab.events,
      pool: ResourcePool(slots: 4, modules: all),
      deployment: try await lab.ledger.beginDeployment(kind: .destroy, selection: [], hostVersion: "test"), left: left
    ).run(DestroySelection([], in: graph, deployed: try await lab.recorded()))
  }

  @Test func theDeployNamesWhatItDropsAndTakesNothingAway() async throws {
    let lab = try await EngineLab()
    try await lab.deploy(release("1.0.0", "one", "two", "three"))
    try await lab.deploy(release("2.0.0", "one", "three"))
    #expect(try await left(lab) == ["two 1.0.0"])
    #expect(lab.modules.appliedSteps.isEmpty)
    // The next release drops another one, and leaves what is recorded of the first as it is.
    try await lab.deploy(release("3.0.0", "one"))
    #expect(try await left(lab) == ["two 1.0.0", "three 2.0.0"])
  }

  @Test func anUpgradeThatFailsDoesNotConfuseWhoHadWhat() async throws {
    let lab = try await EngineLab()
    try await lab.deploy(release("1.0.0", "one", "two"))
    lab.modules.fail("a/last", "no")
    #expect(try await lab.deploy(release("2.0.0", "one", "new", "last")).failed.count == 1)
    #expect(try await left(lab) == ["two 1.0.0"])
    try await lab.deploy(release("3.0.0", "one"))
    #expect(try await left(lab) == ["two 1.0.0", "new 2.0.0", "last 2.0.0"])
  }

  @Test func aStepThatComesBackRunsAgainAndIsNamedNoMore() async throws {
    let lab = try await EngineLab()
    try await lab.deploy(release("1.0.0", "one", "two"))
    try await lab.deploy(release("2.0.0", "one"))
    // In between another step may have changed what it made.
    try await lab.deploy(release("1.0.0", "one", "two"))
    #expect(lab.modules.appliedSteps == ["a/two"])
    #expect(try await left(lab).isEmpty)
    #expect(try await lab.deploy(release("1.0.0", "one", "two")).skipped == ["m/a"])
  }

  @Test func aGateLeavesNothing() async throws {
    let lab = try await EngineLab()
    try await lab.deploy(release("1.0.0", [step("one"), gate("ready")]))
    try await lab.deploy(release("2.0.0", "one"))
    try await lab.deploy(release("3.0.0", "one", "two"))
    #expect(try await left(lab).isEmpty)
  }

  /// Where the fingerprint is of other steps, nothing is named rather than the wrong release.
  @Test(arguments: [true, false])
  func whatAnEarlierHostDeployedIsKnownByItsFingerprint(_ fits: Bool) async throws {
    let lab = try await EngineLab()
    try await lab.deploy(release("1.0.0", "one", "two"))
    var state = try #require(try await lab.ledger.targetStates().first)
    if !fits { state.fingerprint = "of other steps" }
    // That host kept no list of steps.
    try await lab.ledger.forget(module: "m", target: "a")
    try await lab.ledger.setTargetState(state)
    try await lab.deploy(release("2.0.0", "one"))
    #expect(try await left(lab) == (fits ? ["two 1.0.0"] : []))
  }

  @Test func aDestroyTakesItAwayFirstWithTheValuesItHad() async throws {
    let lab = try await EngineLab()
    lab.modules.succeed("a/two", outputs: ["name": "of two"])
    lab.modules.succeed("a/one", outputs: ["name": "of one"])
    try await lab.deploy(release("1.0.0", "one", "two"))
    try await lab.deploy(release("2.0.0", "one"))
    #expect(try await lab.ledger.outputs().values == ["name": "of one"])
    let script = DestroyScript()
    #expect(try await destroy(lab, script, release("2.0.0", "one"), release("1.0.0", "one", "two")).succeeded)
    #expect(script.steps == ["a/two", "a/one"])
    #expect(script.asked.map { $0.inputs["name"] } == ["of two", "of one"])
    #expect(try await left(lab).isEmpty)
    #expect(try await lab.recorded().isEmpty)
  }

  @Test func aDestroyRightAfterTheUpgradeWasChosenTakesItAwayToo() async throws {
    let lab = try await EngineLab()
    try await lab.deploy(release("1.0.0", "one", "two"))
    let script = DestroyScript()
    #expect(try await destroy(lab, script, release("2.0.0", "one"), release("1.0.0", "one", "two")).succeeded)
    #expect(script.steps == ["a/two", "a/one"])
  }

  @Test func whatIsGoneIsNotAskedForAgain() async throws {
    let lab = try await EngineLab()
    try await lab.deploy(release("1.0.0", "one", "two"))
    try await lab.deploy(release("2.0.0", "one"))
    let script = DestroyScript()
    script.fail("a/one", "an object is locked")
    #expect(try await !destroy(lab, script, release("2.0.0", "one"), release("1.0.0", "one", "two")).succeeded)
    script.succeed("a/one")
    // Not even its release is needed any more.
    #expect(try await destroy(lab, script, release("2.0.0", "one")).succeeded)
    #expect(script.steps == ["a/one"])
  }

  @Test func withoutItsReleaseTheTargetStaysAsItIsAndSaysWhatToInstall() async throws {
    let lab = try await EngineLab()
    try await lab.deploy(release("1.0.0", "one", "two"))
    try await lab.deploy(release("2.0.0", "one"))
    let script = DestroyScript()
    let report = try await destroy(lab, script, release("2.0.0", "one"))
    let failure = try #require(report.failed.first)
    #expect(failure.target == "m/a" && failure.step == "two")
    #expect(failure.error.message.contains("no installed module offers step 'two' any more, which m 1.0.0 made"))
    #expect(failure.error.hint?.contains("install the release of 'm' it was deployed with") == true)
    #expect(script.asked.isEmpty)
    #expect(try await lab.ledger.targetStates().map(\.status) == [.done])
    #expect(try await left(lab) == ["two 1.0.0"])
  }

  @Test func whatAnotherStepTookOverIsItsToTakeAway() async throws {
    let lab = try await EngineLab()
    made(lab, "old", "stack-1")
    made(lab, "new", "stack-1")
    try await lab.deploy(release("1.0.0", "one", "old"))
    try await lab.deploy(release("2.0.0", "one", "new"))
    #expect(try await left(lab) == ["old 1.0.0"])
    let script = DestroyScript()
    #expect(try await destroy(lab, script, release("2.0.0", "one", "new"), release("1.0.0", "one", "old")).succeeded)
    #expect(script.steps == ["a/new", "a/one"])
    let notes = lab.events.all.compactMap { if case .note(let text) = $0 { text } else { nil } }
    #expect(notes == ["m/a: step 'old', which an upgrade dropped, is skipped: what it made is of m/a/new now"])
    #expect(try await left(lab).isEmpty)
    // What was before the target was destroyed is over.
    try await lab.deploy(release("2.0.0", "one", "new"))
    try await lab.deploy(release("3.0.0", "one"))
    #expect(try await left(lab) == ["new 2.0.0"])
  }

  @Test func thePlanSaysWhatBecomesOfIt() async throws {
    let lab = try await EngineLab()
    made(lab, "old", "stack-1")
    made(lab, "new", "stack-1")
    try await lab.deploy(release("1.0.0", "one", "old", "gone"))
    let current = release("2.0.0", "one", "new")
    try await lab.deploy(current)
    let left = try await LeftSteps.dropped(from: [current], lab.ledger)
    let earlier = release("1.0.0", "one", "old")
    let all = LeftSteps.joined(to: [current], left, releases: [earlier], deployed: ["m/a"])
    let graph = try DeploymentGraph(manifests: all)
    let entry = try #require(
      try await DestroyPlanner(graph: graph, ledger: lab.ledger, connections: DestroyScript(), left: left)
        .plan(DestroySelection([], in: graph, deployed: ["m/a"])).first)
    #expect(entry.changes.map(\.action) == [.waiting, .skip, .delete])
    #expect(entry.changes[0].name == "gone")
    #expect(entry.changes[1].detail == "dropped; what it made is of m/a/new now")
  }

  @Test func whatItsTargetNeededThenGoesAfterItWhereThatIsPossible() throws {
    let left = [
      LeftStep(module: "m", target: "a", step: "two", moduleVersion: "1.0.0", attempt: AttemptID(rawValue: 2))
    ]
    let earlier = release("1.0.0", [step("one"), step("two")], after: ["base/keys", "base/logs", "base/late"])
    let base = module("base", target("keys"), target("logs"), target("late", after: ["m/a"]))
    let joined = LeftSteps.joined(
      to: [base, release("2.0.0", "one")], left, releases: [earlier], deployed: ["m/a", "base/keys", "base/late"])
    let node = try #require(try DeploymentGraph(manifests: joined).nodes["m/a"])
    #expect(node.manifest.steps.map(\.id) == ["one", "two"])
    #expect(node.needs == ["base/keys"])
  }
}
