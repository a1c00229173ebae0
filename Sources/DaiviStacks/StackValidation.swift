import DaiviAWS
import DaiviProtocol

/// What CloudFormation's validation before a deployment has against a stack: a stack's own events, and a change set's
/// reason, only say that it failed.
struct StackValidation: Sendable {
  /// The findings of the latest operation, newest first; none where it did not fail in validation.
  let problems: [CloudFormation.OperationEvent]

  /// - Parameter changeSet: looked at first: it may have been refused before there was an operation.
  init(stackName: String, changeSet: String, _ cloudFormation: CloudFormation) async throws {
    let ofChangeSet = try await Self.failed(
      .init(stackName: stackName, changeSetName: changeSet, filters: .init(failedEvents: true)), cloudFormation)
    let all =
      ofChangeSet.isEmpty
      ? try await Self.failed(.init(stackName: stackName, filters: .init(failedEvents: true)), cloudFormation)
      : ofChangeSet
    problems = all.filter { $0.operationId == all.first?.operationId && $0.validationName != nil }
  }

  private static func failed(
    _ request: CloudFormation.DescribeEventsRequest, _ cloudFormation: CloudFormation
  ) async throws -> [CloudFormation.OperationEvent] {
    do {
      return try await cloudFormation.describeEventsPages(request).collect(\.operationEvents)
    } catch let error as AWSError where error.isNotFound || error.code == "ValidationError" {
      // The change set, or a stack of that name, is not there any more.
      return []
    }
  }

  /// What exists under names that the template wants; nil when anything else is wrong too.
  var taken: [StackAdoption.Found]? {
    var found = Set<StackAdoption.Found>()
    for problem in problems {
      guard let reason = problem.validationStatusReason, reason.contains("already exists"),
        let start = reason.firstRange(of: "identifier '")
      else { return nil }
      let name = String(reason[start.upperBound...].prefix { $0 != "'" })
      found.insert(
        .init(logicalID: problem.logicalResourceId ?? "", type: problem.resourceType ?? "", physicalID: name))
    }
    return found.isEmpty ? nil : found.sorted { $0.logicalID < $1.logicalID }
  }

  /// A failure with the findings, each once.
  func explaining(_ error: StepError) -> StepError {
    let texts = problems.map {
      "\($0.logicalResourceId ?? "?") (\($0.resourceType ?? "?")): \($0.validationStatusReason ?? "no reason given")"
    }
    if texts.isEmpty { return error }
    var error = error
    error.message += ": " + Set(texts).sorted().prefix(5).joined(separator: "; ")
    return error
  }

  /// Whether a failure's own words leave the reason out.
  static func mayExplain(_ error: StepError) -> Bool {
    error.operation == "CreateChangeSet" || error.message.contains("no reason given")
  }
}
