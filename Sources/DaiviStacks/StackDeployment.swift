import DaiviAWS
import DaiviProtocol

/// Brings one stack to its template: looks at where it stands, mends dead ends, makes a change set and executes it.
package struct StackDeployment: Sendable {
  private let stack: StackDescription
  private let context: StackContext
  private let stackName: String
  private let cloudFormation: CloudFormation

  package init(_ stack: StackDescription, context: StackContext) {
    self.stack = stack
    self.context = context
    stackName = stack.name
    cloudFormation = context.aws.in(stack.region).cloudFormation
  }

  private var removal: StackRemoval { StackRemoval(name: stackName, region: stack.region, context: context) }

  private var wait: StackWait { StackWait(stackName: stackName, cloudFormation: cloudFormation, context: context) }

  package func run() async throws -> StackOutcome {
    if context.resume, let done = try await resumed() { return done }
    switch try await StackStanding(try await wait.settled(), cloudFormation) {
    case .absent: return try await created()
    case .deadEnd:
      // What it could not delete, because there is data in it, is adopted.
      context.progress("removing what a failed creation or deletion left")
      let left = try await removal.clear(token: context.token + "-clear")
      return left.isEmpty ? try await created() : try await adopted(left)
    case .adopted: return try await updated(isNew: true)
    case .stuckRollback:
      try await finishRollback()
      return try await updated()
    case .updatable: return try await updated()
    }
  }

  /// Goes on with a rollback that got stuck. Throws `StepError` naming what holds it when it gets stuck again.
  private func finishRollback() async throws {
    context.progress("finishing a rollback that got stuck")
    do {
      try await cloudFormation.continueUpdateRollback(
        .init(stackName: stackName, clientRequestToken: context.token + "-roll"))
    } catch let error as AWSError where error.code == "TokenAlreadyExistsException" {
      // This attempt asked for it before. Where that got stuck again, another one is the same request without a name.
      guard try await wait.settled(hasBegun: true)?.stackStatus == .updateRollbackFailed else { return }
      try await cloudFormation.continueUpdateRollback(.init(stackName: stackName))
    }
    if let stack = try await wait.settled(hasBegun: true), stack.stackStatus == .updateRollbackFailed {
      let reasons = try await context.look { try await StackResources.stuck(stackName, cloudFormation) }
      throw StackRefusal.stuckRollback(stack, reasons)
    }
  }

  /// - Parameter isNew: with the values of a first creation.
  private func updated(isNew: Bool = false) async throws -> StackOutcome {
    do {
      guard try await makeChangeSet(.update, isNew: isNew) else { return try await success(detail: "no changes") }
      return try await execute()
    } catch let error as StepError where StackValidation.mayExplain(error) {
      throw try await validation().explaining(error)
    }
  }

  /// A first creation. Where names are taken by what an earlier stack of this name retained, that is adopted.
  private func created() async throws -> StackOutcome {
    do {
      _ = try await makeChangeSet(.create, isNew: true)
      return try await execute()
    } catch let error as StepError where StackValidation.mayExplain(error) {
      let validation = try await validation()
      guard let taken = validation.taken else { throw validation.explaining(error) }
      _ = try await removal.clear(token: context.token + "-clear")
      return try await adopted(taken)
    }
  }

  private func validation() async throws -> StackValidation {
    try await context.look {
      try await StackValidation(stackName: stackName, changeSet: context.token, cloudFormation)
    }
  }

  /// An import of what is there, and then the update that adds the rest.
  private func adopted(_ found: [StackAdoption.Found]) async throws -> StackOutcome {
    let name = context.token + "-adopt"
    try await StackAdoption(stackName: stackName, role: stack.role, cloudFormation: cloudFormation, context: context)
      .adopt(found, token: name)
    _ = try await changeSetIsReady(name)
    _ = try await execute(name)
    var done = try await updated(isNew: true)
    done.detail = "adopted \(found.map(\.physicalID).joined(separator: ", "))"
    return done
  }

  /// What became of a token that was sent before: nil when nothing did.
  private func resumed() async throws -> StackOutcome? {
    let changeSet: CloudFormation.DescribeChangeSetResponse
    do {
      changeSet = try await context.look(hasBegun: false) {
        try await cloudFormation.describeChangeSet(.init(changeSetName: context.token, stackName: stackName))
      }
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
  private func makeChangeSet(_ type: CloudFormation.ChangeSetType, isNew: Bool) async throws -> Bool {
    let template = try await TemplateUpload(stack, aws: context.aws).place()
    let request = CloudFormation.CreateChangeSetRequest(
      stackName: stackName, changeSetName: context.token, templateBody: template.body, templateURL: template.url,
      parameters: isNew ? stack.whenCreating : stack.parameters,
      capabilities: stack.template.capabilities.map(CloudFormation.Capability.init(rawValue:)), roleARN: stack.role,
      tags: stack.tags, clientToken: context.token, description: stack.purpose, changeSetType: type,
      deploymentMode: context.repair && !isNew ? .revertDrift : nil)
    do {
      _ = try await cloudFormation.createChangeSet(request)
    } catch let error as AWSError where error.isAlreadyExists || error.isAmbiguous {
      // Its name is this attempt's own: when it is there, only the answer to its making was lost.
      guard try await executionStatus(context.token) != nil else { throw error }
    }
    return try await changeSetIsReady(context.token)
  }

  /// How far a change set is; nil when there is none of the name.
  private func executionStatus(_ name: String) async throws -> String? {
    do {
      let changeSet = try await context.look {
        try await cloudFormation.describeChangeSet(.init(changeSetName: name, stackName: stackName))
      }
      return changeSet.executionStatus?.rawValue ?? "UNAVAILABLE"
    } catch let error as AWSError where error.isNotFound {
      return nil
    }
  }

  private func changeSetIsReady(_ name: String) async throws -> Bool {
    var backoff = Backoff(first: .milliseconds(50))
    while true {
      let changeSet = try await context.look {
        try await cloudFormation.describeChangeSet(.init(changeSetName: name, stackName: stackName))
      }
      switch changeSet.status?.rawValue {
      case "CREATE_COMPLETE": return true
      case "FAILED":
        let reason = changeSet.statusReason ?? "no reason given"
        if Self.saysNoChanges(reason) {
          try? await cloudFormation.deleteChangeSet(.init(changeSetName: name, stackName: stackName))
          return false
        }
        throw StepError(
          message: "stack \(stackName): the change set failed: \(reason)", service: "CloudFormation",
          operation: "CreateChangeSet", hint: "mend iac/\(stack.path) or the value it names, then deploy again")
      default: try await backoff.pause()
      }
    }
  }

  package static func saysNoChanges(_ reason: String) -> Bool {
    reason.contains("didn't contain changes") || reason.contains("No updates are to be performed")
  }

  private func execute(_ name: String? = nil) async throws -> StackOutcome {
    let name = name ?? context.token
    do {
      try await cloudFormation.executeChangeSet(
        .init(changeSetName: name, stackName: stackName, clientRequestToken: name))
    } catch let error as AWSError where error.code == "TokenAlreadyExistsException" {
      // It is under way: the events below tell how it ends.
    } catch let error as AWSError where error.code == "InvalidChangeSetStatus" || error.isAmbiguous {
      // An answer was lost, and perhaps the request with it: only what was accepted has events to wait for.
      guard try await wasAccepted(name) else { throw error }
    }
    return try await success(detail: try await wait.untilDone(token: name))
  }

  /// Whether a change set's execution has begun. One that is done is gone from some listings; the events remember it.
  private func wasAccepted(_ name: String) async throws -> Bool {
    if try await executionStatus(name)?.hasPrefix("EXECUTE_") == true { return true }
    return try await wait.hasEvent(token: name)
  }

  private func success(detail: String) async throws -> StackOutcome {
    guard let found = try await context.look({ try await wait.stack() }) else {
      throw StepError(message: "stack \(stackName) is gone right after it was deployed")
    }
    var outputs: [String: String] = [:]
    for output in found.outputs {
      guard let key = output.outputKey else { continue }
      outputs[StackTemplate.ledgerName(key, prefix: stack.outputPrefix)] = output.outputValue
    }
    return StackOutcome(
      outputs: outputs,
      resources: [ResourceRecord(type: "AWS::CloudFormation::Stack", id: found.stackId ?? stackName)], detail: detail)
  }
}
