import DaiviAWS
import DaiviProtocol

/// Why a stack stays, in words that say what to do.
enum StackRefusal {
  /// It is protected.
  static func protected(_ stackName: String) -> StepError {
    notDeleted(stackName, "TerminationProtection is enabled")
  }

  /// Others import its values.
  static func imported(_ export: String, by users: [String], stackName: String) -> StepError {
    notDeleted(stackName, "export \(export) is imported by \(users.joined(separator: ", "))")
  }

  /// DeleteStack refused at once.
  static func explained(_ error: AWSError, stackName: String) -> StepError {
    var refusal = notDeleted(stackName, error.message)
    (refusal.service, refusal.operation) = (error.service, error.operation)
    (refusal.code, refusal.requestID) = (error.code, error.requestID)
    return refusal
  }

  /// The deletion was given up: the stack is at rest and not deleted.
  static func ended(_ stack: CloudFormation.Stack?, stackName: String) -> StepError {
    let status = stack?.stackStatus.rawValue ?? "?"
    return notDeleted(stackName, "it is \(status) again, \(stack?.stackStatusReason ?? "no reason given")")
  }

  private static func notDeleted(_ stackName: String, _ why: String) -> StepError {
    let hint =
      if why.contains("imported by") || why.contains("in use by") {
        "another stack uses a value of this one: remove that stack first, or leave this one to it"
      } else if why.contains("TerminationProtection") {
        "somebody protected it: aws cloudformation update-termination-protection --no-enable-termination-protection "
          + "--stack-name \(stackName)"
      } else {
        nil as String?
      }
    return StepError(
      message: "stack \(stackName) was not deleted: \(why)", service: "CloudFormation", operation: "DeleteStack",
      hint: hint)
  }

  /// DELETE_FAILED, again after what could be emptied was: each resource that is left, and its reason.
  static func stuck(
    stackName: String, stack: CloudFormation.Stack?, _ resources: [StackResources.Summary]
  ) -> StepError {
    let said = resources.isEmpty ? stack?.stackStatusReason ?? "no reason given" : reasons(resources)
    return StepError(
      message: "stack \(stackName) could not be deleted: \(said)", service: "CloudFormation",
      operation: "DeleteStack", code: "DELETE_FAILED",
      hint: "remove what holds it, then the same command again; the rest of the stack is gone already")
  }

  /// UPDATE_ROLLBACK_FAILED, again after it was continued.
  static func stuckRollback(_ stack: CloudFormation.Stack, _ reasons: [String]) -> StepError {
    let said = reasons.isEmpty ? stack.stackStatusReason ?? "no reason given" : reasons.joined(separator: "; ")
    return StepError(
      message: "stack \(stack.stackName): the rollback of an earlier update is stuck: \(said)",
      service: "CloudFormation", operation: "ContinueUpdateRollback", code: "UPDATE_ROLLBACK_FAILED",
      hint: "remove what holds it (an object in a bucket, a rule that refuses), then deploy again")
  }

  private static func reasons(_ resources: [StackResources.Summary]) -> String {
    let texts = resources.prefix(5).map {
      "\($0.logicalResourceId) (\($0.resourceType) \($0.physicalResourceId ?? "?")): "
        + ($0.resourceStatusReason ?? "no reason given")
    }
    return texts.joined(separator: "; ") + (resources.count > 5 ? "; and \(resources.count - 5) more" : "")
  }
}
