import DaiviAWS
import DaiviProtocol
import Synchronization
import Testing

@testable import DaiviStacks

/// A stack goes with everything in it, or stays with everything in it.
@Suite struct StackRemovalTests {
  private func run(_ account: OneStack) async throws -> StackOutcome {
    let aws = AWS(
      AWSConfiguration(
        region: "us-east-1",
        credentials: StaticCredentialsProvider(
          AWSCredentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "example", source: "a test")),
        endpoints: AWSEndpointOverrides(all: "http://127.0.0.1:4566"), transport: account))
    return try await StackRemoval(name: "s", region: "us-east-1", context: StackContext(token: "t", aws: aws) { _ in })
      .run()
  }

  @Test func aStackThatGoesIsEmptiedFirst() async throws {
    let account = OneStack(["CREATE_COMPLETE", "CREATE_COMPLETE", "DELETE_COMPLETE"])
    #expect(try await run(account).detail == "removed")
    #expect(account.hasTouchedObjects)
  }

  @Test func aProtectedStackLosesNothing() async throws {
    let account = OneStack(["CREATE_COMPLETE"], isProtected: true)
    let error = await #expect(throws: StepError.self) { try await run(account) }
    #expect(error?.message == "stack s was not deleted: TerminationProtection is enabled")
    #expect(error?.hint?.contains("update-termination-protection") == true)
    #expect(!account.hasTouchedObjects && !account.operations.contains("DeleteStack"))
  }

  @Test func aStackThatAnotherOneImportsLosesNothing() async throws {
    let account = OneStack(["CREATE_COMPLETE"], export: "key", importers: ["theirs"])
    let error = await #expect(throws: StepError.self) { try await run(account) }
    #expect(error?.message == "stack s was not deleted: export key is imported by theirs")
    #expect(error?.hint?.contains("remove that stack first") == true)
    #expect(!account.hasTouchedObjects && !account.operations.contains("DeleteStack"))
  }

  @Test func anExportThatNobodyImportsHoldsNothing() async throws {
    let account = OneStack(["CREATE_COMPLETE", "CREATE_COMPLETE", "DELETE_COMPLETE"], export: "key")
    #expect(try await run(account).detail == "removed")
  }

  @Test(.timeLimit(.minutes(10))) func aDeletionThatAWSGivesUpEndsTheStep() async throws {
    let account = OneStack(["UPDATE_COMPLETE", "UPDATE_COMPLETE", "DELETE_IN_PROGRESS", "UPDATE_COMPLETE"])
    let error = await #expect(throws: StepError.self) { try await run(account) }
    #expect(error?.message == "stack s was not deleted: it is UPDATE_COMPLETE again, because")
  }

  @Test func aDeletionUnderWayIsFollowedAndTellsWhatItKept() async throws {
    let account = OneStack(["DELETE_IN_PROGRESS", "DELETE_COMPLETE"], kept: "precious")
    let outcome = try await run(account)
    #expect(outcome.resources == [ResourceRecord(type: "AWS::S3::Bucket", id: "precious")])
    #expect(!account.operations.contains("DeleteStack"))
  }

  @Test func aStackThatIsNotThereIsGone() async throws {
    #expect(try await run(OneStack([])).detail == "was gone already")
  }
}

/// An account with one stack of one bucket. It is found by its name until it is deleted, and then by its id.
private final class OneStack: HTTPTransport {
  private struct State {
    var statuses: [String]
    var operations: [String] = []
    var touchesObjects = false
  }

  private let state: Mutex<State>
  private let isProtected: Bool
  private let export: String?
  private let importers: [String]
  private let kept: String?

  /// - Parameter statuses: of the stack, one a look; the last one stays.
  init(
    _ statuses: [String], isProtected: Bool = false, export: String? = nil, importers: [String] = [],
    kept: String? = nil
  ) {
    state = Mutex(State(statuses: statuses))
    self.isProtected = isProtected
    self.export = export
    self.importers = importers
    self.kept = kept
  }

  /// What CloudFormation was asked, in order.
  var operations: [String] { state.withLock { $0.operations } }
  /// Whether anything was asked of S3.
  var hasTouchedObjects: Bool { state.withLock { $0.touchesObjects } }

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    guard case .bytes(let bytes) = request.body, let operation = Self.action(String(decoding: bytes, as: UTF8.self))
    else {
      state.withLock { $0.touchesObjects = true }
      return HTTPResponse(status: 200, body: Array("<ListVersionsResult></ListVersionsResult>".utf8))
    }
    let status = state.withLock { state in
      state.operations.append(operation)
      guard operation == "DescribeStacks", state.statuses.count > 1 else { return state.statuses.first }
      return state.statuses.removeFirst()
    }
    return answer(operation, status)
  }

  private static func action(_ form: String) -> String? {
    form.split(separator: "&").first { $0.hasPrefix("Action=") }.map { String($0.dropFirst("Action=".count)) }
  }

  private func answer(_ operation: String, _ status: String?) -> HTTPResponse {
    switch operation {
    case "DescribeStacks":
      guard let status else { return refusal("Stack with id s does not exist") }
      let output = export.map {
        "<member><OutputKey>K</OutputKey><OutputValue>v</OutputValue><ExportName>\($0)</ExportName></member>"
      }
      return ok(
        operation,
        """
        <Stacks><member><StackName>s</StackName><StackId>arn-stack</StackId><StackStatus>\(status)</StackStatus>\
        <StackStatusReason>because</StackStatusReason><CreationTime>2026-01-01T00:00:00Z</CreationTime>\
        <EnableTerminationProtection>\(isProtected)</EnableTerminationProtection>\
        <Outputs>\(output ?? "")</Outputs></member></Stacks>
        """)
    case "ListImports":
      if importers.isEmpty { return refusal("Export 'key' is not imported by any stack.") }
      return ok(operation, "<Imports>\(importers.map { "<member>\($0)</member>" }.joined())</Imports>")
    case "ListStackResources":
      return ok(
        operation,
        """
        <StackResourceSummaries><member><LogicalResourceId>Bucket</LogicalResourceId>\
        <PhysicalResourceId>bucket-1</PhysicalResourceId><ResourceType>AWS::S3::Bucket</ResourceType>\
        <LastUpdatedTimestamp>2026-01-01T00:00:00Z</LastUpdatedTimestamp>\
        <ResourceStatus>CREATE_COMPLETE</ResourceStatus></member></StackResourceSummaries>
        """)
    case "GetTemplate": return ok(operation, "<TemplateBody>Resources: {}</TemplateBody>")
    case "DescribeStackEvents":
      let event = kept.map {
        """
        <member><StackId>arn-stack</StackId><StackName>s</StackName><EventId>1</EventId>\
        <LogicalResourceId>Bucket</LogicalResourceId><PhysicalResourceId>\($0)</PhysicalResourceId>\
        <ResourceType>AWS::S3::Bucket</ResourceType><Timestamp>2026-01-01T00:00:00Z</Timestamp>\
        <ResourceStatus>DELETE_SKIPPED</ResourceStatus></member>
        """
      }
      return ok(operation, "<StackEvents>\(event ?? "")</StackEvents>")
    default: return ok(operation, "")
    }
  }

  private func ok(_ operation: String, _ body: String) -> HTTPResponse {
    HTTPResponse(
      status: 200,
      body: Array("<\(operation)Response><\(operation)Result>\(body)</\(operation)Result></\(operation)Response>".utf8))
  }

  private func refusal(_ message: String) -> HTTPResponse {
    HTTPResponse(
      status: 400,
      body: Array(
        "<ErrorResponse><Error><Code>ValidationError</Code><Message>\(message)</Message></Error></ErrorResponse>".utf8))
  }
}
