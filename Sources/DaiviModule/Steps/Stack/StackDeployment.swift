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
    var adopting = false
    switch try await wait.settled()?.stackStatus.rawValue {
    case nil, "REVIEW_IN_PROGRESS": creating = true
    case "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED":
      // Such a stack can only be deleted. What it could not delete, because there is data in it, is adopted.
      context.progress("removing what a failed creation or deletion left")
      adopting = try await StackRemoval(step, context).clear(token: context.token + "-clear")
      creating = true
    case "UPDATE_ROLLBACK_FAILED":
      context.progress("finishing a rollback that got stuck")
      try await cloudFormation.continueUpdateRollback(
        .init(stackName: stackName, clientRequestToken: context.token + "-roll"))
      _ = try await wait.settled()
    default: break
    }
    if creating && !adopting { return try await created() }
    guard try await makeChangeSet(creating: creating, adopting: adopting) else {
      return try await success(detail: "no changes")
    }
    return try await execute()
  }

  /// A first creation. Where a name is taken by what an earlier stack of this name retained, that is adopted.
  private func created() async throws -> StepSuccess {
    do {
      _ = try await makeChangeSet(creating: true)
      return try await execute()
    } catch let error as StepError where Self.saysTaken(error) {
      context.progress("adopting what an earlier stack retained")
      _ = try await StackRemoval(step, context).clear(token: context.token + "-clear")
      let name = context.token + "-adopt"
      _ = try await makeChangeSet(name, creating: true, adopting: true)
      return try await execute(name)
    }
  }

  /// The creation rolled back, or its change set was refused, because something of a name in it exists.
  private static func saysTaken(_ error: StepError) -> Bool {
    guard error.code?.hasPrefix("ROLLBACK") == true || error.operation == "CreateChangeSet" else { return false }
    return ["already exists", "AlreadyExists", "AlreadyOwnedByYou", "ResourceExistenceCheck"]
      .contains { error.message.contains($0) }
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
      guard try await changeSetIsReady(context.token) else { return try await success(detail: "no changes") }
      return try await execute()
    }
  }

  /// Makes the change set and waits for it; false when there is nothing to change.
  /// - Parameters:
  ///   - name: the attempt's token by default.
  ///   - adopting: take in what exists already under a name of the template, instead of failing there.
  private func makeChangeSet(_ name: String? = nil, creating: Bool, adopting: Bool = false) async throws -> Bool {
    let name = name ?? context.token
    let template = StackTemplate(try context.files.text(step.template))
    _ = try await cloudFormation.createChangeSet(
      .init(
        stackName: stackName, changeSetName: name, templateBody: template.body,
        parameters: try step.values(context, creating: creating, template: template),
        capabilities: template.capabilities.map(CloudFormation.Capability.init(rawValue:)),
        tags: step.tags(context), clientToken: name,
        description: "\(context.module)/\(context.target)", changeSetType: creating ? .create : .update,
        importExistingResources: adopting ? true : nil, deploymentMode: context.repair && !creating ? .revertDrift : nil))
    return try await changeSetIsReady(name)
  }

  private func changeSetIsReady(_ name: String) async throws -> Bool {
    var backoff = Backoff(first: .milliseconds(50))
    while true {
      let changeSet = try await cloudFormation.describeChangeSet(
        .init(changeSetName: name, stackName: stackName))
      switch changeSet.status?.rawValue {
      case "CREATE_COMPLETE": return true
      case "FAILED":
        let reason = changeSet.statusReason ?? "no reason given"
        try? await cloudFormation.deleteChangeSet(.init(changeSetName: name, stackName: stackName))
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

  private func execute(_ name: String? = nil) async throws -> StepSuccess {
    let name = name ?? context.token
    do {
      try await cloudFormation.executeChangeSet(
        .init(changeSetName: name, stackName: stackName, clientRequestToken: name))
    } catch let error as AWSError where error.code == "TokenAlreadyExistsException" || error.isAmbiguous {
      // It is under way: the events below tell how it ends.
    }
    return try await success(detail: try await wait.untilDone(token: name))
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
