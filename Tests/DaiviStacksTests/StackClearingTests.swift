import DaiviProtocol
import Testing

@testable import DaiviStacks

/// A stack that can only be deleted leaves nothing behind but what the next one takes in.
@Suite(.timeLimit(.minutes(10))) struct StackClearingTests {
  private func account(stuck type: String, then: [ScriptedCloudFormation.Reply] = []) -> ScriptedCloudFormation {
    ScriptedCloudFormation([
      "DescribeStacks": [.stack("ROLLBACK_FAILED"), .stack("ROLLBACK_FAILED"), .stack("DELETE_FAILED")] + then,
      "ListStackResources": [.resources([("AWS::IAM::Role", "DELETE_COMPLETE"), (type, "DELETE_FAILED")])],
      "DescribeChangeSet": [.ready],
      "DescribeStackEvents": [.ended("IMPORT_COMPLETE", token: "t-adopt"), .ended("UPDATE_COMPLETE")],
    ])
  }

  @Test func aBucketThatIsNotEmptyIsTakenInAgain() async throws {
    let account = account(stuck: "AWS::S3::Bucket", then: [.stack("DELETE_COMPLETE"), .stack("UPDATE_COMPLETE")])
    let outcome = try await account.deployed()
    #expect(outcome.detail == "adopted the-Bucket")
    #expect(account.requests("DeleteStack").map { $0.form["RetainResources.member.1"] } == [nil, "Bucket"])
    #expect(account.requests("CreateChangeSet").map { $0.form["ChangeSetType"] } == ["IMPORT", "UPDATE"])
  }

  @Test func whatNoStackCanTakeInStaysInTheStack() async throws {
    let account = account(stuck: "AWS::EC2::SecurityGroup")
    let error = await #expect(throws: StepError.self) { try await account.deployed() }
    #expect(
      error?.message
        == "stack s could not be deleted: SecurityGroup (AWS::EC2::SecurityGroup the-SecurityGroup): because")
    #expect(error?.hint?.contains("then the same command again") == true)
    // Nothing is let go of, and the next deployment tries again.
    #expect(account.requests("DeleteStack").map { $0.form["RetainResources.member.1"] } == [nil])
    #expect(account.requests("CreateChangeSet").isEmpty)
  }
}
