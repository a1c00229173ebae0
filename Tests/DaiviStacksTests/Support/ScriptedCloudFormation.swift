import DaiviAWS
import DaiviProtocol
import Synchronization

@testable import DaiviStacks

/// CloudFormation by a script for each operation: the replies in turn, the last one for ever. What has no script is
/// answered with nothing.
final class ScriptedCloudFormation: HTTPTransport {
  enum Reply: Sendable {
    case answer(String)
    case refusal(code: String, message: String, status: Int = 400)
    /// Nobody answers.
    case silence
  }

  struct Request: Sendable {
    var operation: String
    /// Names and values as they are sent, that is percent-encoded.
    var form: [String: String]
  }

  private struct State {
    var scripts: [String: [Reply]]
    var requests: [Request] = []
  }

  private let state: Mutex<State>

  init(_ scripts: [String: [Reply]]) { state = Mutex(State(scripts: scripts)) }

  /// What was asked of an operation, in order.
  func requests(_ operation: String) -> [Request] {
    state.withLock { $0.requests.filter { $0.operation == operation } }
  }

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    guard case .bytes(let bytes) = request.body else { return HTTPResponse(status: 404) }
    var form: [String: String] = [:]
    for item in String(decoding: bytes, as: UTF8.self).split(separator: "&") {
      let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      form[String(parts[0])] = String(parts.last ?? "")
    }
    let asked = Request(operation: form["Action"] ?? "", form: form)
    let reply = state.withLock { state -> Reply in
      state.requests.append(asked)
      guard let script = state.scripts[asked.operation], let first = script.first else { return .answer("") }
      if script.count > 1 { state.scripts[asked.operation]?.removeFirst() }
      return first
    }
    return try response(asked.operation, reply)
  }

  private func response(_ operation: String, _ reply: Reply) throws -> HTTPResponse {
    switch reply {
    case .answer(let body):
      let text = "<\(operation)Response><\(operation)Result>\(body)</\(operation)Result></\(operation)Response>"
      return HTTPResponse(status: 200, body: Array(text.utf8))
    case .refusal(let code, let message, let status):
      let text = "<ErrorResponse><Error><Code>\(code)</Code><Message>\(message)</Message></Error></ErrorResponse>"
      return HTTPResponse(status: status, body: Array(text.utf8))
    case .silence:
      throw HTTPError(.connectionLost, "gone", host: "https://cloudformation.us-east-1.amazonaws.com")
    }
  }

  /// A context whose AWS is this; waiting before a repeated request takes no time.
  func context(resume: Bool = false, repair: Bool = false) -> StackContext {
    let configuration = AWSConfiguration(
      region: "us-east-1",
      credentials: StaticCredentialsProvider(
        AWSCredentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "example", source: "a test")),
      transport: self, clock: AWSClock(now: AWSClock.system.now, sleep: { _ in }))
    return StackContext(token: "t", resume: resume, repair: repair, aws: AWS(configuration)) { _ in }
  }

  /// Brings a stack named `s` to a template whose parameter `Crr` is `false` at first and `true` ever after.
  func deployed(resume: Bool = false, repair: Bool = false) async throws -> StackOutcome {
    let stack = StackDescription(
      name: "s", region: "us-east-1", template: StackTemplate("Resources: {}"), path: "s.yaml",
      whenCreating: [.init(parameterKey: "Crr", parameterValue: "false")],
      parameters: [.init(parameterKey: "Crr", parameterValue: "true")], tags: [], purpose: "a test")
    return try await StackDeployment(stack, context: context(resume: resume, repair: repair)).run()
  }
}

extension ScriptedCloudFormation.Reply {
  static let throttled = Self.refusal(code: "Throttling", message: "Rate exceeded")
  static let broken = Self.refusal(code: "ServiceUnavailable", message: "", status: 503)

  /// Of DescribeStacks.
  static func stack(_ status: String, parameter: String? = nil) -> Self {
    let parameters = parameter.map { "<member><ParameterKey>\($0)</ParameterKey></member>" }
    return .answer(
      """
      <Stacks><member><StackName>s</StackName><StackId>arn-stack</StackId><StackStatus>\(status)</StackStatus>\
      <CreationTime>2026-01-01T00:00:00Z</CreationTime><Parameters>\(parameters ?? "")</Parameters></member></Stacks>
      """)
  }

  /// Of ListStackResources: type and status of each, the logical id the end of the type, the physical one after `the-`.
  static func resources(_ all: [(type: String, status: String)]) -> Self {
    let members = all.map { type, status in
      let id = type.split(separator: ":").last ?? ""
      return """
        <member><LogicalResourceId>\(id)</LogicalResourceId><PhysicalResourceId>the-\(id)</PhysicalResourceId>\
        <ResourceType>\(type)</ResourceType><LastUpdatedTimestamp>2026-01-01T00:00:00Z</LastUpdatedTimestamp>\
        <ResourceStatus>\(status)</ResourceStatus><ResourceStatusReason>because</ResourceStatusReason></member>
        """
    }
    return .answer("<StackResourceSummaries>\(members.joined())</StackResourceSummaries>")
  }

  /// Of DescribeChangeSet.
  static let ready = Self.answer("<Status>CREATE_COMPLETE</Status><ExecutionStatus>AVAILABLE</ExecutionStatus>")

  /// Of DescribeStackEvents: what was begun under a token has ended.
  static func ended(_ status: String, token: String = "t") -> Self {
    .answer(
      """
      <StackEvents><member><StackId>arn-stack</StackId><StackName>s</StackName><EventId>\(token)</EventId>\
      <LogicalResourceId>s</LogicalResourceId><PhysicalResourceId>arn-stack</PhysicalResourceId>\
      <ResourceType>AWS::CloudFormation::Stack</ResourceType><Timestamp>2026-01-01T00:00:00Z</Timestamp>\
      <ResourceStatus>\(status)</ResourceStatus><ClientRequestToken>\(token)</ClientRequestToken></member></StackEvents>
      """)
  }
}
