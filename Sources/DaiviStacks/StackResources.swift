import DaiviAWS

/// What a stack has, by its listing.
enum StackResources {
  typealias Summary = CloudFormation.StackResourceSummary

  /// Everything in the stack; nothing when there is none.
  static func list(_ stack: String, _ cloudFormation: CloudFormation) async throws -> [Summary] {
    do {
      return try await cloudFormation.listStackResourcesPages(.init(stackName: stack)).collect(\.stackResourceSummaries)
    } catch let error as AWSError where error.isNotFound {
      return []
    }
  }

  /// What the last deletion could not delete.
  static func failed(_ stack: String, _ cloudFormation: CloudFormation) async throws -> [Summary] {
    try await list(stack, cloudFormation).filter { $0.resourceStatus.rawValue == "DELETE_FAILED" }
  }

  /// What the rollback of the last update could not put back, each with its reason. Only the events have reasons.
  static func stuck(_ stack: String, _ cloudFormation: CloudFormation) async throws -> [String] {
    var texts: [String] = []
    pages: for try await page in cloudFormation.describeStackEventsPages(.init(stackName: stack)) {
      for event in page.stackEvents {
        let status = event.resourceStatus?.rawValue ?? ""
        if event.physicalResourceId == event.stackId {
          // Newest first: where the rollback began, what made it necessary comes next.
          if status == "UPDATE_ROLLBACK_IN_PROGRESS" { break pages }
        } else if status.hasSuffix("_FAILED"), let reason = event.resourceStatusReason {
          let text = "\(event.logicalResourceId ?? "?") (\(event.resourceType ?? "?")): \(reason)"
          if !texts.contains(text) { texts.append(text) }
        }
      }
    }
    return texts
  }

  /// How far a deletion is, in words.
  static func remaining(_ stack: String, _ cloudFormation: CloudFormation) async throws -> String {
    let left = try await list(stack, cloudFormation)
      .filter { !["DELETE_COMPLETE", "DELETE_SKIPPED"].contains($0.resourceStatus.rawValue) }
    return left.count == 1 ? "1 resource left" : "\(left.count) resources left"
  }
}
