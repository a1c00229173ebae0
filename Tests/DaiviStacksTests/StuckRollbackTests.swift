import DaiviProtocol
import Testing

@testable import DaiviStacks

/// A rollback that got stuck is gone on with as often as it takes, under a token that is known already, too.
@Suite(.timeLimit(.minutes(10))) struct StuckRollbackTests {
  private static let known = ScriptedCloudFormation.Reply.refusal(
    code: "TokenAlreadyExistsException", message: "Token already exists")

  private func account(
    _ statuses: [String], continuing: [ScriptedCloudFormation.Reply]
  ) -> ScriptedCloudFormation {
    ScriptedCloudFormation([
      "DescribeStacks": statuses.map { .stack($0) }, "ContinueUpdateRollback": continuing,
      "DescribeChangeSet": [.refusal(code: "ChangeSetNotFound", message: "none"), .ready],
      "DescribeStackEvents": [.answer(""), .ended("UPDATE_COMPLETE")],
    ])
  }

  @Test func oneThatWasAskedForAndGotStuckAgainIsAskedForAnew() async throws {
    let account = account(
      ["UPDATE_ROLLBACK_FAILED", "UPDATE_ROLLBACK_FAILED", "UPDATE_ROLLBACK_COMPLETE"],
      continuing: [Self.known, .answer("")])
    _ = try await account.deployed(resume: true)
    #expect(account.requests("ContinueUpdateRollback").map { $0.form["ClientRequestToken"] } == ["t-roll", nil])
  }

  @Test func oneThatIsUnderWayIsWaitedFor() async throws {
    let account = account(
      ["UPDATE_ROLLBACK_FAILED", "UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE"], continuing: [Self.known])
    _ = try await account.deployed(resume: true)
    #expect(account.requests("ContinueUpdateRollback").count == 1)
  }

  @Test func oneThatGetsStuckAgainIsTold() async throws {
    let account = account(["UPDATE_ROLLBACK_FAILED"], continuing: [Self.known, .answer("")])
    let error = await #expect(throws: StepError.self) { try await account.deployed(resume: true) }
    #expect(error?.code == "UPDATE_ROLLBACK_FAILED")
  }
}
