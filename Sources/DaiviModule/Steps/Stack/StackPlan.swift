import DaiviAWS
import DaiviProtocol
import DaiviStacks

/// What a deploy of a stack would change: a change set is made, read and deleted again.
struct StackPlan: Sendable {
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

  /// Where a change set can be made.
  private static let comparable: Set = [
    "CREATE_COMPLETE", "IMPORT_COMPLETE", "IMPORT_ROLLBACK_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE",
  ]

  func changes() async throws -> [PlannedChange] {
    let stack = try await step.wait(context).stack()
    let status = stack?.stackStatus.rawValue
    let isUnknown = step.reads.contains { (try? context.value($0)) == nil }
    let isComparable = try await isUpdated(stack)
    if isComparable && !isUnknown { return try await compared() }
    let standing = status.flatMap { isComparable ? nil : "it is \($0)" }
    let notes = [standing, context.unknownNote(step.reads)].compactMap { $0 }
    return [
      PlannedChange(
        action: status == nil ? .create : .update, type: "AWS::CloudFormation::Stack", name: stackName,
        detail: notes.isEmpty ? nil : notes.joined(separator: "; "))
    ]
  }

  /// Whether a change set can be made and its update is what a deploy does.
  private func isUpdated(_ stack: CloudFormation.Stack?) async throws -> Bool {
    guard let stack, Self.comparable.contains(stack.stackStatus.rawValue) else { return false }
    return try await StackStanding(stack, cloudFormation) != .deadEnd
  }

  private func compared() async throws -> [PlannedChange] {
    let stack = try step.description(context)
    let template = try await TemplateUpload(stack, aws: context.aws).place()
    let name = "daivi-plan-" + stackName
    let changeSet = CloudFormation.DescribeChangeSetRequest(changeSetName: name, stackName: stackName)
    try? await cloudFormation.deleteChangeSet(.init(changeSetName: name, stackName: stackName))
    _ = try await cloudFormation.createChangeSet(
      .init(
        stackName: stackName, changeSetName: name, templateBody: template.body, templateURL: template.url,
        parameters: stack.parameters,
        capabilities: stack.template.capabilities.map(CloudFormation.Capability.init(rawValue:)),
        roleARN: stack.role, tags: stack.tags, changeSetType: .update,
        deploymentMode: context.repair ? .revertDrift : nil))
    var backoff = Backoff(first: .milliseconds(50))
    while true {
      let described = try await PatientPoll.look(telling: context.progress) {
        try await cloudFormation.describeChangeSet(changeSet)
      }
      switch described.status?.rawValue {
      case "CREATE_COMPLETE":
        let all = try await cloudFormation.describeChangeSetPages(changeSet).collect(\.changes)
        try await cloudFormation.deleteChangeSet(.init(changeSetName: name, stackName: stackName))
        return all.compactMap(Self.planned)
      case "FAILED":
        try? await cloudFormation.deleteChangeSet(.init(changeSetName: name, stackName: stackName))
        let reason = described.statusReason ?? "no reason given"
        if StackDeployment.saysNoChanges(reason) {
          return [PlannedChange(action: .skip, type: "AWS::CloudFormation::Stack", name: stackName)]
        }
        throw StepError(
          message: "stack \(stackName): the change set failed: \(reason)", service: "CloudFormation",
          operation: "CreateChangeSet")
      default: try await backoff.pause()
      }
    }
  }

  private static func planned(_ change: CloudFormation.Change) -> PlannedChange? {
    guard let resource = change.resourceChange else { return nil }
    let action: PlannedChange.Action =
      switch resource.action?.rawValue {
      case "Add", "Import": .create
      case "Remove": .delete
      default: resource.replacement == "True" ? .replace : .update
      }
    return PlannedChange(
      action: action, type: resource.resourceType ?? "?", name: resource.logicalResourceId ?? "?",
      detail: resource.replacement == "Conditional" ? "may be replaced" : nil)
  }
}
