import DaiviLedger
import DaiviProtocol
import Testing

@testable import DaiviEngine

/// What runs again and what does not.
@Suite(.timeLimit(.minutes(10))) struct SkipTests {
  private let keys = target("keys", outputs: ["keyArn"], steps: [step("make")])

  @Test func whatIsUnchangedIsSkippedWithoutAskingItsModule() async throws {
    let lab = try await EngineLab()
    lab.modules.succeed("keys/make", outputs: ["keyArn": "arn:1"])
    let load = target("load", inputs: [input("keyArn", from: "base/keys")])
    let manifests = (module("base", keys), module("lake", load))
    try await lab.deploy(manifests.0, manifests.1)
    let second = try await lab.deploy(manifests.0, manifests.1)
    #expect(second.skipped == ["base/keys", "lake/load"])
    #expect(lab.modules.asked.isEmpty)
  }

  @Test func aChangedStepRunsWithTheStepsAfterItAndNothingElse() async throws {
    let lab = try await EngineLab()
    func manifest(_ revision: String) -> ModuleManifest {
      module(
        "m", target("a", steps: [step("one"), step("two", revision: revision), step("three")]), target("b"))
    }
    try await lab.deploy(manifest("1"))
    let report = try await lab.deploy(manifest("2"))
    #expect(report.done == ["m/a"])
    #expect(lab.modules.appliedSteps == ["a/two", "a/three"])
    #expect(lab.modules.applied.allSatisfy { !$0.repair && !$0.resume })
    #expect(lab.events.reasons["m/a"] == .changed)
  }

  @Test func aChangedParameterRunsOnlyTheStepThatReadsIt() async throws {
    let lab = try await EngineLab()
    let manifest = module(
      "m", target("a", steps: [step("one"), step("two", parameters: ["report"])]), target("b"))
    try await lab.deploy(manifest, parameters: ["m": ["report": "digest-1", "other": "x"]])
    try await lab.deploy(manifest, parameters: ["m": ["report": "digest-2", "other": "x"]])
    #expect(lab.modules.appliedSteps == ["a/two"])
    try await lab.deploy(manifest, parameters: ["m": ["report": "digest-2", "other": "y"]])
    #expect(lab.modules.appliedSteps.isEmpty)
  }

  @Test func aChangedInputRunsOnlyTheStepThatReadsIt() async throws {
    let lab = try await EngineLab()
    func manifests(_ revision: String) -> (ModuleManifest, ModuleManifest) {
      (
        module("base", target("keys", outputs: ["keyArn"], steps: [step("make", revision: revision)])),
        module(
          "lake",
          target(
            "load", inputs: [input("keyArn", from: "base/keys")],
            steps: [step("one", inputs: []), step("two", inputs: ["keyArn"])]))
      )
    }
    lab.modules.succeed("keys/make", outputs: ["keyArn": "arn:1"])
    var (base, lake) = manifests("1")
    try await lab.deploy(base, lake)
    lab.modules.succeed("keys/make", outputs: ["keyArn": "arn:2"])
    (base, lake) = manifests("2")
    try await lab.deploy(base, lake)
    #expect(lab.modules.appliedSteps == ["keys/make", "load/two"])
    #expect(lab.modules.applied.last?.inputs["keyArn"] == "arn:2")
  }

  @Test func whatDependsOnARunThatGaveTheSameValuesIsLookedAtAndSkipped() async throws {
    let lab = try await EngineLab()
    lab.modules.succeed("keys/make", outputs: ["keyArn": "arn:1"])
    let lake = module("lake", target("load", inputs: [input("keyArn", from: "base/keys")]))
    try await lab.deploy(module("base", keys), lake)
    let changed = module("base", target("keys", outputs: ["keyArn"], steps: [step("make", revision: "2")]))
    let report = try await lab.deploy(changed, lake)
    #expect(report.skipped == ["lake/load"])
    #expect(lab.modules.appliedSteps == ["keys/make"])
    #expect(lab.modules.verified.map(\.target) == ["load"])
  }

  @Test func anotherSandboxForgetsEverything() async throws {
    let lab = try await EngineLab()
    try await lab.deploy(module("base", keys))
    let change = try await lab.ledger.establish(EngineLab.identity(sandbox: "two"))
    #expect(change == .replaced(previous: EngineLab.identity(), parts: [.sandbox]))
    try await lab.deploy(module("base", keys))
    #expect(lab.modules.appliedSteps == ["keys/make"])
    #expect(lab.events.reasons["base/keys"] == .new)
  }

  @Test func anotherEnvironmentMeansAnotherFingerprint() {
    var other = EngineLab.environment
    other.secondaryRegion = "eu-west-1"
    let here = Fingerprints(environment: EngineLab.environment, parameters: [:])
    let there = Fingerprints(environment: other, parameters: [:])
    #expect(
      here.step(step("s"), module: "m", target: "t", inputs: [:])
        != there.step(step("s"), module: "m", target: "t", inputs: [:]))
  }

  @Test func aRoleThatStacksAreDeployedUnderMeansAnotherFingerprint() {
    var under = EngineLab.environment
    under.stackRole = "arn:aws:iam::1:role/stacks"
    let without = Fingerprints(environment: EngineLab.environment, parameters: [:])
    let with = Fingerprints(environment: under, parameters: [:])
    #expect(
      without.step(step("s"), module: "m", target: "t", inputs: [:])
        != with.step(step("s"), module: "m", target: "t", inputs: [:]))
  }

  @Test func whereTheEndpointIsDoesNotChangeAFingerprint() {
    var moved = EngineLab.environment
    moved.endpoints = ["": "http://127.0.0.1:1"]
    let here = Fingerprints(environment: EngineLab.environment, parameters: [:])
    let there = Fingerprints(environment: moved, parameters: [:])
    #expect(
      here.step(step("s"), module: "m", target: "t", inputs: [:])
        == there.step(step("s"), module: "m", target: "t", inputs: [:]))
  }
}
