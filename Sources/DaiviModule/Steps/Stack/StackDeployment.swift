import DaiviAWS
import DaiviProtocol

/// Brings one stack to its template: looks at where it stands, mends dead ends, makes a change set and executes it.
struct StackDeployment: Sendable {
  private let step: Stack
  private let context: StepContext
  private let stackName: String
  private let cloudFormation: CloudFormation

  init(_ step: Stack, _ context: StepContext) {
    self.step = step
    self.context = context
    stackName = step.stackName(context)
    cloudFormation = step.cloudFormation(context)
  }

  private var wait: StackWait { StackWait(stackName: stackName, cloudFormation: cloudFormation, context: context) }

  func run() async throws -> StepSuccess {
    if context.resume, let done = try await resumed() { return done }
    var creating = false
    switch try await settled()?.stackStatus.rawValue {
    case nil, "REVIEW_IN_PROGRESS": creating = true
    case "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED":
      // A first creation that failed leaves a stack that can only be deleted; nothing in it was ever used.
      context.progress("removing what a failed creation left")
      try await StackRemoval(step, context).run(token: context.token + "-clear")
      creating = true
    case "UPDATE_ROLLBACK_FAILED":
      context.progress("finishing a rollback that got stuck")
      try await cloudFormation.continueUpdateRollback(
        .init(stackName: stackName, clientRequestToken: context.token + "-roll"))
      _ = try await settled()
    default: break
    }
    guard try await makeChangeSet(creating: creating) else { return try await success(detail: "no changes") }
    return try await execute()
  }

  /// What became of a token that was sent before: nil when nothing did.
  private func resumed() async throws -> StepSuccess? {
    let changeSet: CloudFormation.DescribeChangeSetResponse
    do {
      changeSet = try await cloudFormation.describeChangeSet(.init(changeSetName: context.token, stackName: stackName))
    } catch let error as AWSError where error.isNotFound {
      // An executed change set is gone from some listings; the events remember its token.
      guard try await wait.hasEvent(token: context.token) else { return nil }
      return try await success(detail: try await wait.untilDone(token: context.token))
    }
    switch changeSet.executionStatus?.rawValue {
    case "EXECUTE_IN_PROGRESS", "EXECUTE_COMPLETE", "EXECUTE_FAILED":
      context.progress("found the change set under way")
      return try await success(detail: try await wait.untilDone(token: context.token))
    default:
      guard try await changeSetIsReady() else { return try await success(detail: "no changes") }
      return try await execute()
    }
  }

  /// The stack once nothing is under way in it; nil when there is none.
  private func settled() async throws -> CloudFormation.Stack? {
    var backoff = Backoff()
    var told = false
    while true {
      guard let stack = try await wait.stack() else { return nil }
      let status = stack.stackStatus.rawValue
      if !status.hasSuffix("_IN_PROGRESS") || status == "REVIEW_IN_PROGRESS" { return stack }
      if !told { context.progress("waiting for \(status)") }
      told = true
      try await backoff.pause()
    }
  }

  /// Makes the change set and waits for it; false when there is nothing to change.
  private func makeChangeSet(creating: Bool) async throws -> Bool {
    let template = StackTemplate(try context.files.text(step.template))
    _ = try await cloudFormation.createChangeSet(
      .init(
        stackName: stackName, changeSetName: context.token, templateBody: template.body,
        parameters: try step.values(context, creating: creating, template: template),
        capabilities: template.capabilities.map(CloudFormation.Capability.init(rawValue:)),
        tags: step.tags(context), clientToken: context.token,
        description: "\(context.module)/\(context.target)", changeSetType: creating ? .create : .update,
        deploymentMode: context.repair && !creating ? .revertDrift : nil))
    return try await changeSetIsReady()
  }

  private func changeSetIsReady() async throws -> Bool {
    var backoff = Backoff(first: .milliseconds(50))
    while true {
      let changeSet = try await cloudFormation.describeChangeSet(
        .init(changeSetName: context.token, stackName: stackName))
      switch changeSet.status?.rawValue {
      case "CREATE_COMPLETE": return true
      case "FAILED":
        let reason = changeSet.statusReason ?? "no reason given"
        try? await cloudFormation.deleteChangeSet(.init(changeSetName: context.token, stackName: stackName))
        if Self.saysNoChanges(reason) { return false }
        throw StepError(
          message: "stack \(stackName): the change set failed: \(reason)", service: "CloudFormation",
          operation: "CreateChangeSet", hint: "mend iac/\(step.template) or the value it names, then deploy again")
      default: try await backoff.pause()
      }
    }
  }

  static func saysNoChanges(_ reason: String) -> Bool {
    reason.contains("didn't contain changes") || reason.contains("No updates are to be performed")
  }

  private func execute() async throws -> StepSuccess {
    do {
      try await cloudFormation.executeChangeSet(
        .init(changeSetName: context.token, stackName: stackName, clientRequestToken: context.token))
    } catch let error as AWSError where error.code == "TokenAlreadyExistsException" || error.isAmbiguous {
      // It is under way: the events below tell how it ends.
    }
    return try await success(detail: try await wait.untilDone(token: context.token))
  }

  private func success(detail: String) async throws -> StepSuccess {
    guard let stack = try await wait.stack() else {
      throw StepError(message: "stack \(stackName) is gone right after it was deployed")
    }
    var outputs: [String: String] = [:]
    for output in stack.outputs {
      guard let key = output.outputKey else { continue }
      outputs[StackTemplate.ledgerName(key, prefix: step.outputPrefix)] = output.outputValue
    }
    return StepSuccess(
      outputs: outputs,
      resources: [ResourceRecord(type: "AWS::CloudFormation::Stack", id: stack.stackId ?? stackName)], detail: detail)
  }
}
