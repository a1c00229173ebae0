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
    let reasons = resources.prefix(5).map {
      "\($0.logicalResourceId) (\($0.resourceType) \($0.physicalResourceId ?? "?")): "
        + ($0.resourceStatusReason ?? "no reason given")
    }
    let more = resources.count > 5 ? "; and \(resources.count - 5) more" : ""
    let said = reasons.isEmpty ? stack?.stackStatusReason ?? "no reason given" : reasons.joined(separator: "; ") + more
    return StepError(
      message: "stack \(stackName) could not be deleted: \(said)", service: "CloudFormation",
      operation: "DeleteStack", code: "DELETE_FAILED",
      hint: "remove what holds it, then the same command again; the rest of the stack is gone already")
  }
}
