import DaiviAWS
import DaiviProtocol

/// Deletes a stack and waits; none is no error.
struct StackRemoval: Sendable {
  private let stackName: String
  private let cloudFormation: CloudFormation
  private let context: StepContext

  init(_ step: Stack, _ context: StepContext) {
    self.context = context
    stackName = step.stackName(context)
    cloudFormation = step.cloudFormation(context)
  }

  func run() async throws -> StepSuccess {
    try await run(token: context.token)
    return StepSuccess(detail: "removed")
  }

  func run(token: String) async throws {
    let wait = StackWait(stackName: stackName, cloudFormation: cloudFormation, context: context)
    guard let stack = try await wait.stack() else { return }
    try await cloudFormation.deleteStack(.init(stackName: stackName, clientRequestToken: token))
    var backoff = Backoff()
    while true {
      // By its id a deleted stack can still be described.
      let current = try await described(stack.stackId ?? stackName)
      switch current?.stackStatus.rawValue {
      case nil, "DELETE_COMPLETE": return
      case "DELETE_FAILED":
        throw StepError(
          message: "stack \(stackName) could not be deleted: \(current?.stackStatusReason ?? "no reason given")",
          service: "CloudFormation", operation: "DeleteStack", code: "DELETE_FAILED")
      default: try await backoff.pause()
      }
    }
  }

  private func described(_ name: String) async throws -> CloudFormation.Stack? {
    do {
      return try await cloudFormation.describeStacks(.init(stackName: name)).stacks.first
    } catch let error as AWSError where error.isNotFound {
      return nil
    }
  }
}
