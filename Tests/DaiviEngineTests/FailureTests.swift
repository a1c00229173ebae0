import DaiviLedger
import DaiviProtocol
import Testing

@testable import DaiviEngine

/// What a failure stops, and what it does not.
@Suite(.timeLimit(.minutes(10))) struct FailureTests {
  @Test func whatNeedsAFailureIsNotStartedAndTheRestGoesOn() async throws {
    let lab = try await EngineLab()
    lab.modules.fail("roles/do", "no rights")
    let report = try await lab.deploy(
      module(
        "m", target("keys"), target("roles"), target("job", after: ["m/roles"]), target("load", after: ["m/job"]),
        target("table", after: ["m/keys"])))
    #expect(report.failed.map(\.target) == ["m/roles"])
    #expect(report.failed.first?.error.message == "no rights")
    #expect(report.blocked.map(\.target) == ["m/job", "m/load"])
    #expect(report.blocked.allSatisfy { $0.by == "m/roles" })
    #expect(Set(report.done) == ["m/keys", "m/table"])
    #expect(!lab.modules.appliedSteps.contains("job/do"))
    #expect(!report.succeeded)
  }

  @Test func aFailedStepIsRunAgainFromThereOn() async throws {
    let lab = try await EngineLab()
    let manifest = module("m", target("a", steps: [step("one"), step("two"), step("three")]))
    lab.modules.succeed("a/one", outputs: ["bucket": "b-1"])
    lab.modules.fail("a/two", "throttled")
    try await lab.deploy(manifest)
    #expect(lab.modules.appliedSteps == ["a/one", "a/two"])
    let first = try #require(lab.modules.applied.last)
    lab.modules.succeed("a/two")
    let report = try await lab.deploy(manifest)
    #expect(report.done == ["m/a"])
    #expect(lab.modules.appliedSteps == ["a/two", "a/three"])
    // What the first step gave is still there for the others.
    #expect(lab.modules.applied.allSatisfy { $0.inputs["bucket"] == "b-1" })
    // A failure is an end: the next attempt is a new one.
    #expect(lab.modules.applied[0].token != first.token)
    #expect(!lab.modules.applied[0].resume)
  }

  @Test func aModuleThatCrashesFailsOnlyItsOwnTargets() async throws {
    let lab = try await EngineLab()
    let crash = ConnectionError.crashed(module: "bad", exit: "exit status 3", stderr: "boom")
    lab.modules.onApply("a/do") { _ in throw crash }
    let report = try await lab.deploy(module("bad", target("a")), module("good", target("b")))
    #expect(report.failed.map(\.target) == ["bad/a"])
    #expect(report.failed.first?.error.message.contains("exit status 3") == true)
    #expect(report.failed.first?.error.message.contains("boom") == true)
    #expect(report.done == ["good/b"])
  }

  @Test func aModuleThatCrashesWhileItLooksFailsOnlyItsOwnTargets() async throws {
    let lab = try await EngineLab()
    func manifests(_ revision: String) -> (ModuleManifest, ModuleManifest, ModuleManifest) {
      (
        module("base", target("keys", steps: [step("do", revision: revision)])),
        module("bad", target("a", after: ["base/keys"])), module("good", target("b", after: ["base/keys"]))
      )
    }
    var (base, bad, good) = manifests("1")
    try await lab.deploy(base, bad, good)
    lab.modules.onVerify("a/do") { _ in throw ConnectionError.closed(module: "bad") }
    lab.modules.onVerify("b/do") { _ in failedCheck }
    (base, bad, good) = manifests("2")
    let report = try await lab.deploy(base, bad, good)
    #expect(report.failed.map(\.target) == ["bad/a"])
    #expect(Set(report.done) == ["base/keys", "good/b"])
  }

  @Test func anInputThatWasNotGivenIsNamedWithWhoShouldHaveGivenIt() async throws {
    let lab = try await EngineLab()
    let report = try await lab.deploy(
      module("base", target("keys", outputs: ["keyArn"])),
      module("lake", target("load", inputs: [input("keyArn", from: "base/keys")])))
    let failure = try #require(report.failed.first)
    #expect(failure.target == "lake/load")
    #expect(failure.error.message == "input 'keyArn' is missing: base/keys gave no such output")
    #expect(failure.error.hint == "daivi-host deploy base/keys")
  }

  @Test func wrongCredentialsEndTheRunWithoutAnAttempt() async throws {
    let lab = try await EngineLab()
    lab.modules.refuse("m", CommandError(.credentials, "the credentials are of another account"))
    await #expect(throws: CommandError(.credentials, "the credentials are of another account")) {
      try await lab.deploy(module("m", target("a")))
    }
    #expect(try await lab.ledger.openAttempts().isEmpty)
  }

  @Test func wrongCredentialsEndAVerifyWithoutAFinding() async throws {
    let lab = try await EngineLab()
    let manifest = module("m", target("a"))
    try await lab.deploy(manifest)
    lab.modules.refuse("m", CommandError(.credentials, "the credentials are of another account"))
    await #expect(throws: CommandError(.credentials, "the credentials are of another account")) {
      try await lab.verify(manifest)
    }
    #expect(try await lab.ledger.checks().isEmpty)
  }

  @Test func wrongCredentialsAtAGateEndTheRun() async throws {
    let lab = try await EngineLab()
    lab.modules.refuse("m", CommandError(.credentials, "the credentials are of another account"))
    await #expect(throws: CommandError(.credentials, "the credentials are of another account")) {
      try await lab.deploy(module("m", target("a", steps: [gate("ready")])))
    }
    #expect(try await lab.ledger.targetStates().allSatisfy { $0.status != .failed })
  }
}
