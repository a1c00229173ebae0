import DaiviAWS
import DaiviProtocol

/// Why a stack stays, in words that say what to do.
enum StackRefusal {
  /// DeleteStack refused at once: somebody imports its values, or it is protected.
  static func explained(_ error: AWSError, stackName: String) -> StepError {
    let hint =
      if error.message.contains("imported by") {
        "another stack uses a value of this one: remove that stack first, or leave this one to it"
      } else if error.message.contains("TerminationProtection") {
        "somebody protected it: aws cloudformation update-termination-protection --no-enable-termination-protection "
          + "--stack-name \(stackName)"
      } else {
        nil as String?
      }
    return StepError(
      message: "stack \(stackName) was not deleted: \(error.message)", service: error.service,
      operation: error.operation, code: error.code, requestID: error.requestID, hint: hint)
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
