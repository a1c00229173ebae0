import DaiviAWS
import DaiviProtocol

/// Deletes a stack and waits; none is no error. What CloudFormation cannot delete because something is in it is emptied
/// first; what the template retains is neither emptied nor deleted, and is named.
package struct StackRemoval: Sendable {
  /// Looks at a stack that does not begin to be deleted, until it counts as refused: half a minute.
  private static let mostRests = 12

  private let stackName: String
  private let region: String
  private let cloudFormation: CloudFormation
  private let context: StackContext

  package init(name: String, region: String, context: StackContext) {
    self.context = context
    self.region = region
    stackName = name
    cloudFormation = context.aws.in(region).cloudFormation
  }

  private func wait(_ id: String) -> StackWait {
    StackWait(stackName: id, cloudFormation: cloudFormation, context: context)
  }

  /// Takes the stack away with everything in its buckets.
  package func run() async throws -> StackOutcome {
    guard let found = try await wait(stackName).stack() else { return StackOutcome(detail: "was gone already") }
    // By its id a deleted stack can still be described.
    let id = found.stackId ?? stackName
    guard let stack = try await wait(id).settled() else { return try await removed(id, keys: []) }
    // Nothing is emptied of a stack that stays.
    try await refuseIfHeld(stack)
    let resources = try await StackResources.list(id, cloudFormation)
    let retention = try await StackRetention.deployed(id, cloudFormation)
    let contents = StackContents(aws: context.aws.in(region), context: context)
    try await contents.empty(resources.filter { !retention.mayRetain($0.logicalResourceId) })
    let keys = resources.filter { $0.resourceType == "AWS::KMS::Key" }.compactMap(\.physicalResourceId)
    if try await !delete(id, token: context.token) {
      // Replication and log delivery run behind: what arrived meanwhile goes too. CloudFormation tried to delete these,
      // so none of them is retained.
      context.progress("emptying what was not empty any more")
      try await contents.empty(try await context.look { try await StackResources.failed(id, cloudFormation) })
      if try await !delete(id, token: context.token + "-again") { throw try await failure(id) }
    }
    return try await removed(id, keys: keys)
  }

  /// What the deletion that has just ended kept.
  private func removed(_ id: String, keys: [String]) async throws -> StackOutcome {
    let kept = try await context.look { try await StackRetention.kept(id, cloudFormation) }
    let names = kept.map { "\($0.type) \($0.id)" }.joined(separator: ", ")
    let details = [
      "removed", kept.isEmpty ? nil : "left by CloudFormation, as the template says: \(names)",
      await KeyDeletion.note(keys, context.aws.in(region).kms),
    ].compactMap { $0 }
    return StackOutcome(resources: kept, detail: details.joined(separator: "; "))
  }

  /// Throws where CloudFormation would not begin to delete: the stack is protected, or another one imports its values.
  private func refuseIfHeld(_ stack: CloudFormation.Stack) async throws {
    if stack.enableTerminationProtection == true { throw StackRefusal.protected(stackName) }
    for name in stack.outputs.compactMap(\.exportName) {
      let users = try await importers(of: name)
      if !users.isEmpty { throw StackRefusal.imported(name, by: users, stackName: stackName) }
    }
  }

  private func importers(of export: String) async throws -> [String] {
    do {
      return try await cloudFormation.listImportsPages(.init(exportName: export)).collect(\.imports)
    } catch let error as AWSError where error.message.contains("is not imported by any stack") {
      return []
    }
  }

  /// Every resource of the stack, and whether it goes.
  package func plan() async throws -> [PlannedChange] {
    guard let stack = try await wait(stackName).stack() else { return [] }
    let id = stack.stackId ?? stackName
    let retention = try await StackRetention.deployed(id, cloudFormation)
    let resources = try await StackResources.list(id, cloudFormation)
      .filter { $0.resourceStatus.rawValue != "DELETE_COMPLETE" }
    return resources.map { resource in
      let stays = retention.mayRetain(resource.logicalResourceId)
      return PlannedChange(
        action: stays ? .skip : .delete, type: resource.resourceType,
        name: resource.physicalResourceId ?? resource.logicalResourceId,
        detail: stays ? "kept as the template says" : nil)
    }
  }

  /// Removes what a failed creation or deletion left, so that the stack can be made again. Nothing is emptied: what
  /// cannot be deleted (a bucket with objects in it) leaves the stack and stays.
  /// - Returns: what stayed, for the new stack to adopt.
  /// - Throws: `StepError` where something could not be deleted that no stack can adopt. It stays in the stack then, so
  ///   that the next deployment tries to delete it again, instead of finding it in its way.
  func clear(token: String) async throws -> [StackAdoption.Found] {
    guard let stack = try await wait(stackName).settled() else { return [] }
    let id = stack.stackId ?? stackName
    if try await delete(id, token: token) { return [] }
    let stuck = try await context.look { try await StackResources.failed(id, cloudFormation) }
    let lost = stuck.filter { $0.physicalResourceId?.isEmpty == false && !StackAdoption.adopts($0.resourceType) }
    if !lost.isEmpty { throw StackRefusal.stuck(stackName: stackName, stack: stack, lost) }
    guard try await delete(id, token: token + "-keep", keeping: stuck.map(\.logicalResourceId)) else {
      throw try await failure(id)
    }
    return stuck.compactMap { resource in
      guard let physicalID = resource.physicalResourceId, !physicalID.isEmpty else { return nil }
      return .init(logicalID: resource.logicalResourceId, type: resource.resourceType, physicalID: physicalID)
    }
  }

  /// Asks for the deletion and follows it; false when it ended DELETE_FAILED.
  private func delete(_ id: String, token: String, keeping: [String]? = nil) async throws -> Bool {
    do {
      try await cloudFormation.deleteStack(
        .init(stackName: id, retainResources: keeping, clientRequestToken: token))
    } catch let error as AWSError where error.code == "TokenAlreadyExistsException" {
      // A deletion under this token ended, or goes on: another one is the same request without a name.
      try await cloudFormation.deleteStack(.init(stackName: id, retainResources: keeping))
    } catch let error as AWSError where error.code == "ValidationError" {
      throw StackRefusal.explained(error, stackName: stackName)
    }
    var backoff = Backoff()
    var shown = ""
    var hasBegun = false
    var rests = 0
    while true {
      let stack = try await context.look { try await described(id) }
      switch stack?.stackStatus.rawValue {
      case nil, "DELETE_COMPLETE": return true
      case "DELETE_FAILED": return false
      case let status?:
        if status.hasSuffix("_IN_PROGRESS") {
          hasBegun = true
        } else {
          // Before it has begun the status may be the old one for a moment.
          rests += 1
          if hasBegun || rests > Self.mostRests { throw StackRefusal.ended(stack, stackName: stackName) }
        }
        let left = try await context.look { try await StackResources.remaining(id, cloudFormation) }
        if left != shown { context.progress(left) }
        shown = left
        try await backoff.pause()
      }
    }
  }

  private func described(_ id: String) async throws -> CloudFormation.Stack? {
    do {
      return try await cloudFormation.describeStacks(.init(stackName: id)).stacks.first
    } catch let error as AWSError where error.isNotFound {
      return nil
    }
  }

  private func failure(_ id: String) async throws -> StepError {
    let stuck = try await context.look { try await StackResources.failed(id, cloudFormation) }
    let stack = try await context.look { try await described(id) }
    return StackRefusal.stuck(stackName: stackName, stack: stack, stuck)
  }
}
