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

  /// How far a deletion is, in words.
  static func remaining(_ stack: String, _ cloudFormation: CloudFormation) async throws -> String {
    let left = try await list(stack, cloudFormation)
      .filter { !["DELETE_COMPLETE", "DELETE_SKIPPED"].contains($0.resourceStatus.rawValue) }
    return left.count == 1 ? "1 resource left" : "\(left.count) resources left"
  }
}
