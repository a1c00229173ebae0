import DaiviEngine
import DaiviProtocol
import FoundationEssentials
import Testing

@testable import DaiviAccess

/// The policy that `permissions` prints for a deployer.
@Suite struct DeployerPolicyTests {
  private func policy(withHost: Bool, _ permissions: [String]...) -> DeployerPolicy {
    let environment = ModuleEnvironment(
      app: "daivi", env: "test", account: "111122223333", partition: "aws", primaryRegion: "us-east-1",
      secondaryRegion: "us-west-2", adminRole: "Admin", tags: [:])
    return DeployerPolicy(
      environment: environment,
      modules: permissions.enumerated().map { number, actions in
        ModuleManifest(module: "m\(number)", version: "1.0.0", title: "", permissions: actions, targets: [])
      }, withHost: withHost)
  }

  @Test func everyModulesActionsAreInItOnce() {
    let all = policy(withHost: false, ["glue:GetJobRun", "s3:PutObject"], ["glue:GetJobRun", "glue:StartJobRun"])
      .document.statement
    #expect(all.first { $0.sid == "Glue" }?.action == ["glue:GetJobRun", "glue:StartJobRun"])
    #expect(all.first { $0.sid == "S3" }?.action == ["s3:GetObject", "s3:ListBucket", "s3:PutObject"])
  }

  @Test func rolesAreHandedOnOnlyWithinTheEnvironment() {
    let all = policy(withHost: true, ["iam:PassRole"]).document.statement
    let passing = all.filter { $0.action.contains("iam:PassRole") }
    #expect(passing.map(\.resource) == [["arn:aws:iam::111122223333:role/daivi-test-*"]])
  }

  @Test func aStarMakesTheRestOfItsServiceNeedless() {
    let all = policy(withHost: true, ["cloudformation:DescribeStacks"]).document.statement
    #expect(all.first { $0.sid == "Cloudformation" }?.action == ["cloudformation:*"])
  }

  @Test func itIsADocumentThatIAMTakes() throws {
    let document = policy(withHost: true, ["glue:GetJobRun", "emr-serverless:StartJobRun"]).document
    let text = String(decoding: try JSONEncoder().encode(document), as: UTF8.self)
    #expect(text.contains(#""Version":"2012-10-17""#))
    #expect(Set(document.statement.map(\.sid)).count == document.statement.count)
    #expect(document.statement.allSatisfy { $0.sid.allSatisfy { $0.isLetter || $0.isNumber } })
  }
}
