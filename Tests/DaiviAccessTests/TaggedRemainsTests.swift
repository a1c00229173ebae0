import DaiviAWS
import DaiviProtocol
import Synchronization
import Testing

@testable import DaiviAccess

/// What the tagging API still names after everything was taken away.
@Suite struct TaggedRemainsTests {
  private func find(_ account: Account) async throws -> [RemainsListing.Found] {
    let environment = ModuleEnvironment(
      app: "daivi", env: "test", account: "111122223333", partition: "aws", primaryRegion: "us-east-1",
      secondaryRegion: "us-west-2", adminRole: "Admin", tags: [:])
    let aws = AWS(
      AWSConfiguration(
        region: "us-east-1",
        credentials: StaticCredentialsProvider(AWSCredentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "example")),
        transport: account))
    return try await RemainsListing.tagged.find(aws, EnvironmentName(environment))
  }

  @Test func whatWentWithItsStackHasThatReasonAndOneRequestTells() async throws {
    let account = Account(["ec2:us-east-1:1:instance/i-1": "gone", "ec2:us-east-1:1:volume/v-1": "gone"])
    let found = try await find(account)
    #expect(found.count == 2)
    #expect(found.allSatisfy { $0.reason?.hasPrefix("deleted with its stack") == true })
    #expect(account.asked == ["gone"])
  }

  @Test func whatHasNoDeletedStackHasNoReason() async throws {
    let account = Account([
      "ec2:us-east-1:1:instance/i-1": "standing", "ec2:us-east-1:1:instance/i-2": "long-ago",
      "ec2:us-east-1:1:instance/i-3": nil,
    ])
    let found = try await find(account)
    #expect(found.map(\.reason) == [nil, nil, nil])
  }

  @Test func whatAnotherListingFindsIsNotNamedTwice() async throws {
    let found = try await find(Account(["kafka:us-east-1:1:cluster/daivi-test-msk/1": nil, "sns:us-east-1:1:t": nil]))
    #expect(found.map(\.name) == ["arn:aws:sns:us-east-1:1:t"])
  }
}

/// Tagged resources, each with the id of the stack that made it: `gone` is deleted, `standing` is not, others are not known.
private final class Account: HTTPTransport {
  private let resources: [String: String?]
  private let stacks = Mutex<[String]>([])

  init(_ resources: [String: String?]) { self.resources = resources }

  /// Stacks that were asked about, in order.
  var asked: [String] { stacks.withLock { $0 } }

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    guard case .bytes(let bytes) = request.body else { return HTTPResponse(status: 405) }
    let body = String(decoding: bytes, as: UTF8.self)
    guard body.contains("Action=DescribeStacks") else { return HTTPResponse(status: 200, body: Array(tagged.utf8)) }
    let stack = body.split(separator: "&").first { $0.hasPrefix("StackName=") }?.dropFirst("StackName=".count) ?? ""
    stacks.withLock { $0.append(String(stack)) }
    guard ["gone", "standing"].contains(stack) else {
      let refusal = "<Error><Code>ValidationError</Code><Message>Stack \(stack) does not exist</Message></Error>"
      return HTTPResponse(status: 400, body: Array("<ErrorResponse>\(refusal)</ErrorResponse>".utf8))
    }
    let status = stack == "gone" ? "DELETE_COMPLETE" : "CREATE_COMPLETE"
    let answer = """
      <DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>s</StackName>\
      <CreationTime>2026-01-01T00:00:00Z</CreationTime><StackStatus>\(status)</StackStatus></member></Stacks>\
      </DescribeStacksResult></DescribeStacksResponse>
      """
    return HTTPResponse(status: 200, body: Array(answer.utf8))
  }

  private var tagged: String {
    let all = resources.sorted { $0.key < $1.key }.map { name, stack in
      let tags = stack.map { #"{"Key": "aws:cloudformation:stack-id", "Value": "\#($0)"}"# } ?? ""
      return #"{"ResourceARN": "arn:aws:\#(name)", "Tags": [\#(tags)]}"#
    }
    return #"{"PaginationToken": "", "ResourceTagMappingList": [\#(all.joined(separator: ", "))]}"#
  }
}
