import DaiviAWS

/// Where a deployment finds a stack, and so what comes before its update.
package enum StackStanding: Sendable, Hashable {
  /// There is none, or one of which only a change set was looked at: it is created.
  case absent
  /// It never lived, or its deletion failed: it can only be deleted.
  case deadEnd
  /// An adoption was interrupted: it has nothing but what an earlier stack left, and the update that adds the rest is
  /// to come.
  case adopted
  /// The rollback of an update got stuck.
  case stuckRollback
  /// It is updated as it is.
  case updatable

  /// Asks for its resources where its status alone does not tell. A stack that lives goes back to rest, too, when an
  /// import into it rolls back; only one that such an import was to make has nothing alive.
  package init(_ stack: CloudFormation.Stack?, _ cloudFormation: CloudFormation) async throws {
    guard let stack else {
      self = .absent
      return
    }
    switch stack.stackStatus.rawValue {
    case "REVIEW_IN_PROGRESS": self = .absent
    case "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED": self = .deadEnd
    case "IMPORT_ROLLBACK_COMPLETE", "IMPORT_ROLLBACK_FAILED":
      self = try await Self.living(stack, cloudFormation).isEmpty ? .deadEnd : .updatable
    case "IMPORT_COMPLETE":
      // An adoption's own template has no parameters; that of a stack that lives keeps them in any import.
      let living = try await Self.living(stack, cloudFormation)
      let isNew = stack.parameters.isEmpty && living.allSatisfy { StackAdoption.adopts($0.resourceType) }
      self = isNew ? .adopted : .updatable
    case "UPDATE_ROLLBACK_FAILED": self = .stuckRollback
    default: self = .updatable
    }
  }

  private static func living(
    _ stack: CloudFormation.Stack, _ cloudFormation: CloudFormation
  ) async throws -> [StackResources.Summary] {
    try await StackResources.list(stack.stackId ?? stack.stackName, cloudFormation).filter(\.isAlive)
  }
}

extension CloudFormation.StackResourceSummary {
  /// Whether the stack has it, rather than had it or was to have it. What an import brought and could not let go of is
  /// left by the deletion, if it is of a type that is adopted.
  fileprivate var isAlive: Bool {
    switch resourceStatus.rawValue {
    case "CREATE_FAILED", "DELETE_COMPLETE", "DELETE_SKIPPED", "IMPORT_FAILED", "IMPORT_ROLLBACK_COMPLETE": false
    case "IMPORT_ROLLBACK_FAILED": !StackAdoption.adopts(resourceType)
    default: true
    }
  }
}
