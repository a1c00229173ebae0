import DaiviLedger
import DaiviProtocol
import Testing

@testable import DaiviEngine

/// What `verify` finds, the next deploy mends: that, and what it made stale.
@Suite(.timeLimit(.minutes(10))) struct RepairTests {
  private let base = module("base", target("table", outputs: [], steps: [step("bucket"), step("table")]))
  private let lake = module("lake", target("load", after: ["base/table"]), target("grant", after: ["base/table"]))

  @Test func verifyNamesWhatItFoundBroken() async throws {
    let lab = try await EngineLab()
    try await lab.deploy(base, lake)
    lab.modules.onVerify("table/table") { _ in failedCheck }
    let findings = try await lab.verify(base, lake)
    let broken = findings.filter { $0.check.status == .failed }
    #expect(broken.map(\.target) == ["base/table"])
    #expect(broken.map(\.step) == ["table"])
    #expect(findings.count == 4)
  }

  @Test func theBrokenStepIsRepairedAndTheOneBeforeItIsNot() async throws {
    let lab = try await EngineLab()
    try await lab.deploy(base, lake)
    lab.modules.onVerify("table/table") { _ in failedCheck }
    try await lab.verify(base, lake)
    let report = try await lab.deploy(base, lake)
    #expect(report.done == ["base/table"])
    #expect(lab.modules.appliedSteps == ["table/table"])
    #expect(lab.modules.applied.first?.repair == true)
    #expect(lab.events.reasons["base/table"] == .repair)
  }

  @Test func whatDependsOnARepairIsLookedAtBeforeItIsSkipped() async throws {
    let lab = try await EngineLab()
    try await lab.deploy(base, lake)
    lab.modules.onVerify("table/table") { _ in failedCheck }
    try await lab.verify(base, lake)
    // The table that was made again is empty: its loader's check fails now, the grant's does not.
    lab.modules.onVerify("load/do") { _ in failedCheck }
    let report = try await lab.deploy(base, lake)
    #expect(Set(report.done) == ["base/table", "lake/load"])
    #expect(report.skipped == ["lake/grant"])
    #expect(Set(lab.modules.verified.map(\.target)) == ["load", "grant"])
  }

  @Test func afterARepairNothingIsLeftToDo() async throws {
    let lab = try await EngineLab()
    try await lab.deploy(base, lake)
    lab.modules.onVerify("table/table") { _ in failedCheck }
    try await lab.verify(base, lake)
    try await lab.deploy(base, lake)
    let after = try await lab.deploy(base, lake)
    #expect(after.skipped.count == 3)
    #expect(lab.modules.asked.isEmpty)
  }

  @Test func aModuleThatCannotLookIsAFailedCheckNotAFailedRun() async throws {
    let lab = try await EngineLab()
    try await lab.deploy(base, lake)
    lab.modules.onVerify("load/do") { _ in throw ConnectionError.closed(module: "lake") }
    let findings = try await lab.verify(base, lake)
    #expect(findings.filter { $0.check.status == .failed }.map(\.target) == ["lake/load"])
    #expect(findings.filter { $0.check.status == .passed }.count == 3)
  }

  @Test func verifyLooksAtNothingThatWasNeverDeployed() async throws {
    let lab = try await EngineLab()
    try await lab.deploy(base, lake, only: ["base/table"])
    let findings = try await lab.verify(base, lake)
    #expect(Set(findings.map(\.target)) == ["base/table"])
  }

  @Test func aStepThatAReleaseDroppedLeavesNoRecord() async throws {
    let lab = try await EngineLab()
    lab.modules.succeed("a/two", outputs: ["bucket": "b-1"])
    let old = module("m", target("a", steps: [step("one"), step("two")]))
    try await lab.deploy(old)
    lab.modules.onVerify("a/two") { _ in failedCheck }
    try await lab.verify(old)
    let new = module("m", target("a", steps: [step("one")]))
    #expect(try await lab.deploy(new).done == ["m/a"])
    #expect(try await lab.ledger.failedChecks().isEmpty)
    #expect(try await lab.ledger.outputs().isEmpty)
    #expect(try await lab.deploy(new).skipped == ["m/a"])
  }
}
