import DaiviProtocol
import Testing

@testable import DaiviStacks

/// What comes before the update of a stack depends on whether it ever lived.
@Suite(.timeLimit(.minutes(10))) struct StackStandingTests {
  private static let key = "AWS::KMS::Key"
  private static let bucket = "AWS::S3::Bucket"

  /// A stack that ends in an update, whatever comes before it.
  private func account(
    _ status: String, parameter: String? = nil, _ resources: [(type: String, status: String)]
  ) -> ScriptedCloudFormation {
    ScriptedCloudFormation([
      "DescribeStacks": [.stack(status, parameter: parameter), .stack("UPDATE_COMPLETE")],
      "ListStackResources": [.resources(resources)], "DescribeChangeSet": [.ready],
      "DescribeStackEvents": [.ended("UPDATE_COMPLETE")],
    ])
  }

  @Test(arguments: ["IMPORT_ROLLBACK_COMPLETE", "IMPORT_ROLLBACK_FAILED"])
  func aStackThatLivesSurvivesAnImportThatRolledBack(_ status: String) async throws {
    let account = account(
      status, parameter: "Crr", [(Self.key, "CREATE_COMPLETE"), (Self.bucket, "IMPORT_ROLLBACK_COMPLETE")])
    _ = try await account.deployed()
    #expect(account.requests("DeleteStack").isEmpty)
    let changeSet = try #require(account.requests("CreateChangeSet").first?.form)
    #expect(changeSet["ChangeSetType"] == "UPDATE")
    #expect(changeSet["Parameters.member.1.ParameterValue"] == "true")
  }

  @Test func aStackThatSuchAnImportWasToMakeIsMadeAnew() async throws {
    let account = ScriptedCloudFormation([
      "DescribeStacks": [
        .stack("IMPORT_ROLLBACK_COMPLETE"), .stack("IMPORT_ROLLBACK_COMPLETE"), .stack("DELETE_COMPLETE"),
        .stack("CREATE_COMPLETE"),
      ],
      "ListStackResources": [.resources([(Self.bucket, "IMPORT_ROLLBACK_COMPLETE")])], "DescribeChangeSet": [.ready],
      "DescribeStackEvents": [.ended("CREATE_COMPLETE")],
    ])
    _ = try await account.deployed()
    #expect(account.requests("DeleteStack").count == 1)
    #expect(account.requests("CreateChangeSet").map { $0.form["ChangeSetType"] } == ["CREATE"])
  }

  @Test func anAdoptionThatStoppedAfterItsImportGoesOnAsACreation() async throws {
    let account = account("IMPORT_COMPLETE", [(Self.bucket, "UPDATE_COMPLETE")])
    _ = try await account.deployed(repair: true)
    let changeSet = try #require(account.requests("CreateChangeSet").first?.form)
    #expect(changeSet["Parameters.member.1.ParameterValue"] == "false")
    #expect(changeSet["DeploymentMode"] == nil)
  }

  /// Somebody imported a bucket into it.
  @Test(arguments: [("Crr", "AWS::S3::Bucket"), (nil, "AWS::KMS::Key")] as [(String?, String)])
  func aStackThatLivesIsRepairedAfterAnImportIntoIt(_ parameter: String?, _ type: String) async throws {
    let account = account(
      "IMPORT_COMPLETE", parameter: parameter, [(type, "CREATE_COMPLETE"), (Self.bucket, "IMPORT_COMPLETE")])
    _ = try await account.deployed(repair: true)
    let changeSet = try #require(account.requests("CreateChangeSet").first?.form)
    #expect(changeSet["Parameters.member.1.ParameterValue"] == "true")
    #expect(changeSet["DeploymentMode"] == "REVERT_DRIFT")
  }
}
