import DaiviLedger
import DaiviProtocol
import Testing

@testable import DaiviEngine

/// What an interrupted run leaves, and how the next one takes it up.
@Suite(.timeLimit(.minutes(10))) struct ResumeTests {
  private let manifest = module("m", target("a", steps: [step("one"), step("two")]))

  private func crash(_ lab: EngineLab, _ step: String) {
    lab.modules.onApply(step) { _ in
      throw ConnectionError.crashed(module: "m", exit: "killed by signal 9", stderr: "")
    }
  }

  @Test func anOpenAttemptIsSentAgainWithTheSameToken() async throws {
    let lab = try await EngineLab()
    crash(lab, "a/two")
    try await lab.deploy(manifest)
    let lost = try #require(lab.modules.applied.last)
    #expect(!lost.resume)
    lab.modules.succeed("a/two")
    try await lab.deploy(manifest)
    let again = try #require(lab.modules.applied.first)
    #expect(lab.modules.appliedSteps == ["a/two"])
    #expect(again.token == lost.token)
    #expect(again.resume)
    #expect(try await lab.ledger.openAttempts().isEmpty)
  }

  @Test func aChangedStepGetsANewTokenAndTheOldAttemptIsSuperseded() async throws {
    let lab = try await EngineLab()
    crash(lab, "a/two")
    try await lab.deploy(manifest)
    let lost = try #require(lab.modules.applied.last)
    lab.modules.succeed("a/two")
    try await lab.deploy(module("m", target("a", steps: [step("one"), step("two", revision: "2")])))
    let again = try #require(lab.modules.applied.first)
    #expect(again.token != lost.token)
    #expect(!again.resume)
    let first = try #require(try await lab.ledger.deployments().last)
    #expect(try await lab.ledger.attempts(first.id).map(\.outcome) == [.succeeded, .superseded])
  }

  @Test func aStepThatCannotBeAskedIsLeftToAPerson() async throws {
    let lab = try await EngineLab()
    let manifest = module("m", target("a", steps: [step("pay", resume: .unknown)]))
    crash(lab, "a/pay")
    try await lab.deploy(manifest)
    lab.modules.succeed("a/pay")
    let second = try await lab.deploy(manifest)
    #expect(second.failed.first?.error.message.contains("nobody can tell") == true)
    #expect(lab.modules.applied.isEmpty)
    // The person has looked and says: again.
    let third = try await lab.deploy(manifest)
    #expect(third.done == ["m/a"])
    #expect(lab.modules.applied.map(\.resume) == [false])
  }

  @Test func aModuleThatDoesNotKnowLeavesTheAttemptOpen() async throws {
    let lab = try await EngineLab()
    lab.modules.onApply("a/one") { _ in
      StepApplyResult(outcome: .unknown, error: StepError(message: "the answer was lost"))
    }
    let first = try await lab.deploy(manifest)
    #expect(first.failed.first?.error.message == "the answer was lost")
    lab.modules.succeed("a/one")
    try await lab.deploy(manifest)
    #expect(lab.modules.applied.first?.resume == true)
  }

  @Test func aCancelledRunStopsWhatRunsStartsNothingMoreAndCanGoOn() async throws {
    let lab = try await EngineLab()
    let started = Latch()
    let never = Latch()
    lab.modules.onApply("a/do") { _ in
      started.open()
      await never.waitUnlessCancelled()
      return StepApplyResult(outcome: .cancelled)
    }
    let manifest = module("m", target("a"), target("b", after: ["m/a"]), target("c", after: ["m/b"]))
    let deployer = try await lab.deployer([manifest])
    let selection = try Selection([], in: deployer.graph)
    let run = Task { try await deployer.run(selection) }
    await started.wait()
    run.cancel()
    let report = try await run.value
    #expect(report.cancelled.contains("m/a"))
    #expect(!report.succeeded)
    #expect(report.done.isEmpty)
    #expect(lab.modules.appliedSteps == ["a/do"])
    let open = try await lab.ledger.openAttempts()
    #expect(open.map(\.intent.target) == ["a"])

    lab.modules.succeed("a/do")
    let next = try await lab.deploy(manifest)
    #expect(next.done == ["m/a", "m/b", "m/c"])
    #expect(lab.modules.applied.first?.token == open.first?.intent.token)
    #expect(lab.modules.applied.first?.resume == true)
    #expect(lab.events.reasons["m/a"] == .interrupted)
  }
}
