import DaiviAWS
import DaiviModule
import Synchronization

/// CloudFormation in memory: one stack, its change sets and its events, brought into any state and made to lose answers
/// after acting. It stands for the service's documented behaviour, not for its speed.
final class FakeCloudFormation: HTTPTransport {
  struct ChangeSet: Sendable {
    var name: String
    var creates: Bool
    var parameters: [String: String]
    var deploymentMode: String?
    var role: String?
    var execution = "AVAILABLE"
  }

  private struct State {
    var status: String?
    var nothingToChange = false
    /// The stack's resources: type and status.
    var resources: [(type: String, status: String)] = []
    /// The change set's changes: action, logical id, replacement.
    var changes: [(action: String, id: String, replacement: String)] = []
    /// Resources that drifted: logical id and how. And why the detection failed as a whole.
    var drifts: [(id: String, status: String)] = []
    var driftFailure: String?
    /// How the next execution ends, with the reason of the resource that failed.
    var failure: (status: String, reason: String)?
    var losing: Set<String> = []
    var changeSets: [ChangeSet] = []
    /// Newest first: token, logical id, status, reason.
    var events: [(token: String, id: String, status: String, reason: String)] = []
    var operations: [String] = []
  }

  private static let updatable: Set = [
    "CREATE_COMPLETE", "IMPORT_COMPLETE", "IMPORT_ROLLBACK_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE",
  ]

  private let state: Mutex<State>
  private let name: String

  init(stack name: String, status: String? = nil) {
    self.name = name
    state = Mutex(State(status: status))
  }

  var operations: [String] { state.withLock { $0.operations } }
  var changeSets: [ChangeSet] { state.withLock { $0.changeSets } }
  var status: String? { state.withLock { $0.status } }

  func count(_ operation: String) -> Int { operations.filter { $0 == operation }.count }

  func hasNothingToChange() { state.withLock { $0.nothingToChange = true } }

  func holds(_ resources: [(type: String, status: String)]) { state.withLock { $0.resources = resources } }

  func wouldChange(_ changes: [(action: String, id: String, replacement: String)]) {
    state.withLock { $0.changes = changes }
  }

  /// What a drift detection finds, and why it fails as a whole when it does.
  func drifted(_ drifts: [(id: String, status: String)], detectionFails reason: String? = nil) {
    state.withLock { ($0.drifts, $0.driftFailure) = (drifts, reason) }
  }

  func failNext(_ status: String, _ reason: String) { state.withLock { $0.failure = (status, reason) } }

  /// The answer to the next request of this operation never arrives, although it acts.
  func loseAnswer(to operation: String) { state.withLock { _ = $0.losing.insert(operation) } }

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    let form = request.form
    let operation = form["Action"] ?? ""
    return try state.withLock { state in
      state.operations.append(operation)
      let response = answer(operation, form, &state)
      if state.losing.remove(operation) != nil {
        throw HTTPError(.connectionLost, "gone", host: "https://cloudformation", mayHaveBeenSent: true)
      }
      return response
    }
  }

  private func answer(_ operation: String, _ form: [String: String], _ state: inout State) -> HTTPResponse {
    switch operation {
    case "DescribeStacks":
      guard let status = state.status else { return refusal("ValidationError", "Stack with id \(name) does not exist") }
      return ok(
        operation,
        """
        <Stacks><member><StackName>\(name)</StackName><StackId>arn:stack</StackId><StackStatus>\(status)</StackStatus>\
        <CreationTime>2026-01-01T00:00:00Z</CreationTime><Outputs><member><OutputKey>BucketName</OutputKey>\
        <OutputValue>bucket-1</OutputValue></member></Outputs></member></Stacks>
        """)
    case "ListStackResources":
      return ok(
        operation, "<StackResourceSummaries>\(state.resources.map(Self.resource).joined())</StackResourceSummaries>")
    case "CreateChangeSet": return create(form, &state)
    case "DescribeChangeSet":
      guard let set = state.changeSets.last(where: { $0.name == form["ChangeSetName"] }) else {
        return refusal("ChangeSetNotFound", "ChangeSet [\(form["ChangeSetName"] ?? "")] does not exist")
      }
      return ok(
        operation,
        state.nothingToChange
          ? "<Status>FAILED</Status><StatusReason>The submitted information didn't contain changes.</StatusReason>"
          : "<Status>CREATE_COMPLETE</Status><ExecutionStatus>\(set.execution)</ExecutionStatus>"
            + "<Changes>\(state.changes.map(Self.change).joined())</Changes>")
    case "DetectStackDrift": return ok(operation, "<StackDriftDetectionId>detection</StackDriftDetectionId>")
    case "DescribeStackDriftDetectionStatus":
      return ok(
        operation,
        """
        <StackId>arn:stack</StackId><StackDriftDetectionId>detection</StackDriftDetectionId>\
        <DetectionStatus>DETECTION_\(state.driftFailure == nil ? "COMPLETE" : "FAILED")</DetectionStatus>\
        <DetectionStatusReason>\(state.driftFailure ?? "")</DetectionStatusReason>\
        <Timestamp>2026-01-01T00:00:00Z</Timestamp>
        """)
    case "DescribeStackResourceDrifts":
      return ok(operation, "<StackResourceDrifts>\(state.drifts.map(Self.drift).joined())</StackResourceDrifts>")
    case "ExecuteChangeSet": return execute(form, &state)
    case "DeleteStack":
      state.status = nil
      return ok(operation, "")
    case "ContinueUpdateRollback":
      state.status = "UPDATE_ROLLBACK_COMPLETE"
      return ok(operation, "")
    case "DescribeStackEvents":
      let events = state.events.enumerated().map { index, event in
        """
        <member><StackId>arn:stack</StackId><StackName>\(name)</StackName><EventId>\(index)-\(event.token)</EventId>\
        <LogicalResourceId>\(event.id)</LogicalResourceId>\
        <PhysicalResourceId>\(event.id == name ? "arn:stack" : "physical")</PhysicalResourceId>\
        <ResourceType>AWS::S3::Bucket</ResourceType><Timestamp>2026-01-01T00:00:00Z</Timestamp>\
        <ResourceStatus>\(event.status)</ResourceStatus><ResourceStatusReason>\(event.reason)</ResourceStatusReason>\
        <ClientRequestToken>\(event.token)</ClientRequestToken></member>
        """
      }
      return ok(operation, "<StackEvents>\(events.joined())</StackEvents>")
    default: return ok(operation, "")
    }
  }

  private static func resource(_ resource: (type: String, status: String)) -> String {
    """
    <member><LogicalResourceId>Resource</LogicalResourceId><PhysicalResourceId>physical</PhysicalResourceId>\
    <ResourceType>\(resource.type)</ResourceType><LastUpdatedTimestamp>2026-01-01T00:00:00Z</LastUpdatedTimestamp>\
    <ResourceStatus>\(resource.status)</ResourceStatus></member>
    """
  }

  private static func change(_ change: (action: String, id: String, replacement: String)) -> String {
    """
    <member><Type>Resource</Type><ResourceChange><Action>\(change.action)</Action>\
    <LogicalResourceId>\(change.id)</LogicalResourceId><ResourceType>AWS::S3::Bucket</ResourceType>\
    <Replacement>\(change.replacement)</Replacement></ResourceChange></member>
    """
  }

  private static func drift(_ drift: (id: String, status: String)) -> String {
    """
    <member><StackId>arn:stack</StackId><LogicalResourceId>\(drift.id)</LogicalResourceId>\
    <PhysicalResourceId>physical-\(drift.id)</PhysicalResourceId><ResourceType>AWS::S3::Bucket</ResourceType>\
    <StackResourceDriftStatus>\(drift.status)</StackResourceDriftStatus><PropertyDifferences><member>\
    <PropertyPath>/Tags</PropertyPath><ExpectedValue>a</ExpectedValue><ActualValue>b</ActualValue>\
    <DifferenceType>NOT_EQUAL</DifferenceType></member></PropertyDifferences>\
    <Timestamp>2026-01-01T00:00:00Z</Timestamp></member>
    """
  }

  private func create(_ form: [String: String], _ state: inout State) -> HTTPResponse {
    let creates = form["ChangeSetType"] == "CREATE"
    if creates, let status = state.status, status != "REVIEW_IN_PROGRESS" {
      return refusal(
        "ValidationError", "Stack [\(name)] already exists and cannot be created again with a new changeset")
    }
    if form["ChangeSetType"] == "UPDATE", let status = state.status, !Self.updatable.contains(status) {
      return refusal("ValidationError", "Stack:arn:stack is in \(status) state and can not be updated.")
    }
    if creates { state.status = "REVIEW_IN_PROGRESS" }
    var parameters: [String: String] = [:]
    for index in 1...20 {
      guard let key = form["Parameters.member.\(index).ParameterKey"] else { break }
      parameters[key] = form["Parameters.member.\(index).ParameterValue"]
    }
    state.changeSets.append(
      ChangeSet(
        name: form["ChangeSetName"] ?? "", creates: creates, parameters: parameters,
        deploymentMode: form["DeploymentMode"],
        role: form["RoleARN"]))
    return ok("CreateChangeSet", "<Id>arn:changeset</Id><StackId>arn:stack</StackId>")
  }

  private func execute(_ form: [String: String], _ state: inout State) -> HTTPResponse {
    guard let index = state.changeSets.lastIndex(where: { $0.name == form["ChangeSetName"] }) else {
      return refusal("ChangeSetNotFound", "there is none")
    }
    guard state.changeSets[index].execution == "AVAILABLE" else {
      return refusal(
        "InvalidChangeSetStatus", "ChangeSet cannot be executed in its current status of EXECUTE_COMPLETE")
    }
    state.changeSets[index].execution = "EXECUTE_COMPLETE"
    let token = form["ClientRequestToken"] ?? ""
    let end = state.changeSets[index].creates ? "CREATE_COMPLETE" : "UPDATE_COMPLETE"
    if let failure = state.failure {
      state.events.insert((token, "Bucket", "CREATE_FAILED", failure.reason), at: 0)
      state.events.insert((token, name, failure.status, ""), at: 0)
      state.status = failure.status
      state.failure = nil
    } else {
      state.events.insert((token, "Bucket", end, ""), at: 0)
      state.events.insert((token, name, end, ""), at: 0)
      state.status = end
    }
    return ok("ExecuteChangeSet", "")
  }

  private func ok(_ operation: String, _ body: String) -> HTTPResponse {
    HTTPResponse(
      status: 200,
      body: Array("<\(operation)Response><\(operation)Result>\(body)</\(operation)Result></\(operation)Response>".utf8))
  }

  private func refusal(_ code: String, _ message: String) -> HTTPResponse {
    HTTPResponse(
      status: 400,
      body: Array(
        "<ErrorResponse><Error><Code>\(code)</Code><Message>\(message)</Message></Error></ErrorResponse>".utf8))
  }
}
