import DaiviAWS
import DaiviProtocol
import FoundationEssentials
import Testing

@testable import DaiviAccess

/// Which log groups are an environment's, among them those that Glue names.
@Suite struct LogGroupRemainsTests {
  @Test func thoseWithTheEnvironmentsNameAreFoundWhereverItStands() async throws {
    let own = [
      "/aws/lambda/daivi-test-msk-producer-lambda",
      "/aws-glue/jobs/daivi-test-glue-security-configuration-role/daivi-test-glue-role/error",
      "/aws-glue/jobs/logs-v2-daivi-test-glue-security-configuration-price",
    ]
    let others = [
      "/aws-glue/jobs/error", "/aws-glue/jobs/logs-v2-daivi-prod-glue-security-configuration", "/other/logs",
    ]
    let environment = ModuleEnvironment(
      app: "daivi", env: "test", account: "111122223333", partition: "aws", primaryRegion: "us-east-1",
      secondaryRegion: "us-west-2", adminRole: "Admin", tags: [:])
    let aws = AWS(
      AWSConfiguration(
        region: "us-east-1",
        credentials: StaticCredentialsProvider(AWSCredentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "example")),
        transport: LogGroups(names: others + own)))
    let found = try await RemainsListing.logGroups.find(aws, EnvironmentName(environment))
    #expect(found.map(\.name) == own)
  }
}

/// CloudWatch Logs with these groups.
private struct LogGroups: HTTPTransport {
  var names: [String]

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    let groups = names.map { AWSDocument.object(["logGroupName": .string($0)]) }
    return HTTPResponse(status: 200, body: try AWSDocument.object(["logGroups": .array(groups)]).json())
  }
}
