import DaiviLedger
import DaiviProtocol
import Testing

@testable import DaiviEngine

/// Taking away: the order, what a failure keeps, what an interruption leaves, what is left in the record.
@Suite(.timeLimit(.minutes(10))) struct DestroyTests {
  private let platform = module(
    "m", target("keys", outputs: ["key"]), target("buckets", after: ["m/keys"], steps: [step("one"), step("two")]),
    target("load", after: ["m/buckets"]), target("network", after: ["m/keys"]))

  @Test func whatNeedsOthersGoesFirstAndStepsGoBackwards() async throws {
    let lab = try await EngineLab()
    try await lab.deploy(platform)
    let script = DestroyScript()
    let report = try await lab.destroy(script, platform, concurrency: 1)
    #expect(report.succeeded)
    let steps = script.steps
    let place = { (name: String) in try #require(steps.firstIndex(of: name)) }
    #expect(steps.count == 5)
    #expect(try place("load/do") < place("buckets/two"))
    #expect(try place("buckets/two") < place("buckets/one"))
    #expect(try place("buckets/one") < place("keys/do"))
    #expect(try place("network/do") < place("keys/do"))
    #expect(try await lab.recorded().isEmpty)
    #expect(try await lab.ledger.outputs().isEmpty)
    #expect(try await lab.ledger.openAttempts().isEmpty)
  }

  @Test func independentTargetsGoAtOnce() async throws {
    let lab = try await EngineLab()
    try await lab.deploy(platform)
    let script = DestroyScript()
    let together = Meeting(of: 2)
    for name in ["load/do", "network/do"] {
      script.on(name) { _ in
        await together.arrive()
        return StepApplyResult(outcome: .succeeded)
      }
    }
    #expect(try await lab.destroy(script, platform).succeeded)
  }

  @Test func aFailureKeepsWhatItNeedsAndTheRestGoesOn() async throws {
    let lab = try await EngineLab()
    try await lab.deploy(platform)
    let script = DestroyScript()
    script.fail("buckets/one", "an object is locked")
    let report = try await lab.destroy(script, platform)
    #expect(report.failed.map(\.target) == ["m/buckets"])
    #expect(report.failed.first?.step == "one")
    #expect(report.failed.first?.error.message == "an object is locked")
    #expect(report.blocked.map(\.target) == ["m/keys"])
    #expect(Set(report.done) == ["m/load", "m/network"])
    #expect(!script.steps.contains("keys/do"))
    #expect(try await lab.recorded() == ["m/keys", "m/buckets"])
    // Again: what is gone is not asked for again.
    script.succeed("buckets/one")
    #expect(try await lab.destroy(script, platform).succeeded)
    #expect(script.steps == ["buckets/one", "keys/do"])
  }

  @Test func afterACrashTheSameTokenIsSentAndAsks() async throws {
    let lab = try await EngineLab()
    try await lab.deploy(platform)
    let script = DestroyScript()
    script.on("buckets/two") { _ in throw ConnectionError.closed(module: "m") }
    try await lab.destroy(script, platform)
    let lost = try #require(script.asked.first { $0.step == "two" })
    #expect(!lost.resume)
    script.succeed("buckets/two")
    #expect(try await lab.destroy(script, platform).succeeded)
    let again = try #require(script.asked.first { $0.step == "two" })
    #expect(again.resume)
    #expect(again.token == lost.token)
  }

  @Test func aDeployAfterAnInterruptedDestroyRunsEveryStepOfTheTarget() async throws {
    let lab = try await EngineLab()
    try await lab.deploy(platform)
    let script = DestroyScript()
    script.on("buckets/two") { _ in throw ConnectionError.closed(module: "m") }
    try await lab.destroy(script, platform, only: ["buckets"])
    // Step one was not taken away; but it may share with step two what is.
    let report = try await lab.deploy(platform)
    #expect(report.succeeded)
    #expect(lab.modules.appliedSteps.filter { $0.hasPrefix("buckets") } == ["buckets/one", "buckets/two"])
    #expect(lab.modules.applied.allSatisfy { !$0.resume })
  }

  @Test func aStepGoesWithTheValuesItRanWith() async throws {
    let lab = try await EngineLab()
    let manifest = module(
      "m", target("keys", outputs: ["key"]),
      target("buckets", inputs: [input("key", from: "m/keys")], outputs: ["bucket"], steps: [step("one"), step("two")]))
    lab.modules.succeed("keys/do", outputs: ["key": "k-1"])
    lab.modules.succeed("buckets/one", outputs: ["bucket": "b-1"])
    try await lab.deploy(manifest)
    let script = DestroyScript()
    try await lab.destroy(script, manifest)
    let two = try #require(script.asked.first { $0.step == "two" })
    #expect(two.inputs == ["key": "k-1", "bucket": "b-1"])
  }

  @Test func aStepThatNeverBeganIsNotAskedFor() async throws {
    let lab = try await EngineLab()
    let manifest = module("m", target("a", steps: [step("one"), step("two")]))
    lab.modules.fail("a/one", "no")
    try await lab.deploy(manifest)
    let script = DestroyScript()
    try await lab.destroy(script, manifest)
    #expect(script.steps == ["a/one"])
  }

  @Test func whatNeedsTheNamedTargetGoesTooAndIsNamed() async throws {
    let graph = try DeploymentGraph(manifests: [platform])
    let all = Set(graph.order)
    let selection = try DestroySelection(["buckets"], in: graph, deployed: all)
    #expect(selection.named == ["m/buckets"])
    #expect(selection.dependents == ["m/load"])
    #expect(selection.order(in: graph) == ["m/load", "m/buckets"])
    // What is not deployed does not go.
    #expect(try DestroySelection(["buckets"], in: graph, deployed: ["m/keys"]).targets.isEmpty)
  }

  @Test func aTargetThatDoesNotApplyAnyMoreCanStillGo() async throws {
    var organization = target("deploy-idc-org")
    organization.when = TargetCondition(setting: "identityCenter", isOneOf: ["organization"])
    let graph = try DeploymentGraph(manifests: [module("idc", organization)], settings: ["identityCenter": "account"])
    #expect(try DestroySelection([], in: graph, deployed: ["idc/deploy-idc-org"]).named == ["idc/deploy-idc-org"])
    #expect(
      try DestroySelection(["deploy-idc-org"], in: graph, deployed: ["idc/deploy-idc-org"]).named
        == ["idc/deploy-idc-org"])
  }

  @Test func aTargetThatNoModuleOffersIsAFailureWithWhatToDo() async throws {
    let lab = try await EngineLab()
    try await lab.deploy(platform, module("old", target("gone")))
    let report = try await lab.destroy(DestroyScript(), platform)
    #expect(report.failed.map(\.target) == ["old/gone"])
    #expect(report.failed.first?.error.hint?.contains("install the release") == true)
    #expect(try await lab.recorded() == ["old/gone"])
  }

  @Test func thePlanListsWhatGoesInItsOrderAndOnce() async throws {
    let lab = try await EngineLab()
    try await lab.deploy(platform)
    let graph = try DeploymentGraph(manifests: [platform])
    let selection = try DestroySelection(["buckets"], in: graph, deployed: Set(graph.order))
    let entries = try await DestroyPlanner(graph: graph, ledger: lab.ledger, connections: DestroyScript())
      .plan(selection)
    #expect(entries.map(\.target) == ["m/load", "m/buckets"])
    #expect(entries.allSatisfy { $0.reason == .destroy })
    // Both steps of the target name the same thing.
    #expect(entries[1].changes == [PlannedChange(action: .delete, type: "thing", name: "buckets")])
    #expect(try await lab.recorded().count == 4)
  }

  @Test func wrongCredentialsEndTheRunAndTheRecordStaysAsItWas() async throws {
    let lab = try await EngineLab()
    try await lab.deploy(platform)
    let script = DestroyScript()
    script.refuse(CommandError(.credentials, "the credentials are of another account"))
    await #expect(throws: CommandError(.credentials, "the credentials are of another account")) {
      try await lab.destroy(script, platform)
    }
    #expect(try await lab.ledger.openAttempts().isEmpty)
    #expect(try await lab.ledger.targetStates().map(\.status) == [.done, .done, .done, .done])
  }

  @Test func aModuleThatCannotBeStartedKeepsItsTargetsAsTheyWere() async throws {
    let lab = try await EngineLab()
    try await lab.deploy(platform)
    let script = DestroyScript()
    script.refuse(ConnectionError.closed(module: "m"))
    let report = try await lab.destroy(script, platform)
    #expect(Set(report.failed.map(\.target)) == ["m/load", "m/network"])
    #expect(try await lab.ledger.openAttempts().isEmpty)
    #expect(try await lab.ledger.targetStates().map(\.status) == [.done, .done, .done, .done])
  }
}
