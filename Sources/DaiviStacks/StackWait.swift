import DaiviAWS
import DaiviProtocol

/// Follows a stack's events until what a token started has ended. One look that is throttled or lost ends no wait.
package struct StackWait: Sendable {
  let stackName: String
  let cloudFormation: CloudFormation
  let context: StackContext

  package init(stackName: String, cloudFormation: CloudFormation, context: StackContext) {
    self.stackName = stackName
    self.cloudFormation = cloudFormation
    self.context = context
  }

  /// The stack, or nil when there is none (a deleted one counts as none).
  package func stack() async throws -> CloudFormation.Stack? {
    do {
      let stack = try await cloudFormation.describeStacks(.init(stackName: stackName)).stacks.first
      return stack?.stackStatus == .deleteComplete ? nil : stack
    } catch let error as AWSError where error.isNotFound {
      return nil
    }
  }

  /// The stack once nothing is under way in it; nil when there is none.
  /// - Parameter hasBegun: something was begun that may still be under way.
  package func settled(hasBegun: Bool = false) async throws -> CloudFormation.Stack? {
    var backoff = Backoff()
    var told = false
    while true {
      let found = try await context.look(hasBegun: hasBegun || told) { try await stack() }
      guard let stack = found else { return nil }
      let status = stack.stackStatus.rawValue
      if !status.hasSuffix("_IN_PROGRESS") || status == "REVIEW_IN_PROGRESS" { return stack }
      if !told { context.progress("waiting for \(status)") }
      told = true
      try await backoff.pause()
    }
  }

  func hasEvent(token: String) async throws -> Bool {
    do {
      return try await context.look { try await !events(token: token).isEmpty }
    } catch let error as AWSError where error.isNotFound {
      return false
    }
  }

  /// Shows progress until the operation ends; returns how many resources it touched. Throws the reasons of a rollback.
  func untilDone(token: String) async throws -> String {
    var backoff = Backoff(first: .milliseconds(60))
    var seen = Set<String>()
    while true {
      let events = try await context.look { try await self.events(token: token) }
      for event in events where seen.insert(event.eventId).inserted { show(event) }
      if let end = events.last(where: { $0.logicalResourceId == stackName && Self.isEnd($0) }) {
        let status = end.resourceStatus?.rawValue ?? ""
        if ["CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE"].contains(status) { return summary(events) }
        throw failure(status, because: end.resourceStatusReason, events)
      }
      try await backoff.pause()
    }
  }

  /// This operation's events, oldest first.
  private func events(token: String) async throws -> [CloudFormation.StackEvent] {
    var found: [CloudFormation.StackEvent] = []
    let pages = cloudFormation.describeStackEventsPages(.init(stackName: stackName))
    for try await page in pages {
      let ours = page.stackEvents.filter { $0.clientRequestToken == token }
      found += ours
      // Newest first: the first event of another operation ends ours.
      if !found.isEmpty && ours.count < page.stackEvents.count { break }
    }
    return found.reversed()
  }

  private static func isEnd(_ event: CloudFormation.StackEvent) -> Bool {
    let status = event.resourceStatus?.rawValue ?? ""
    return event.physicalResourceId == event.stackId && !status.hasSuffix("IN_PROGRESS")
  }

  private func show(_ event: CloudFormation.StackEvent) {
    guard let name = event.logicalResourceId, name != stackName, let status = event.resourceStatus?.rawValue else {
      return
    }
    context.progress("\(name) \(status)")
  }

  private func summary(_ events: [CloudFormation.StackEvent]) -> String {
    let done = Set(
      events.filter { $0.resourceStatus?.rawValue.hasSuffix("_COMPLETE") == true && $0.logicalResourceId != stackName }
        .compactMap(\.logicalResourceId))
    return done.count == 1 ? "1 resource" : "\(done.count) resources"
  }

  /// The resources' own reasons; the stack's where none of them gave any.
  private func failure(
    _ status: String, because reason: String?, _ events: [CloudFormation.StackEvent]
  ) -> StepError {
    let causes = events.filter { event in
      event.resourceStatus?.rawValue.hasSuffix("FAILED") == true && event.logicalResourceId != stackName
        && event.resourceStatusReason?.contains("cancelled") != true
    }
    let reasons = causes.prefix(3).map {
      "\($0.logicalResourceId ?? "?") (\($0.resourceType ?? "?")): \($0.resourceStatusReason ?? "no reason given")"
    }
    return StepError(
      message: "stack \(stackName) ended \(status): "
        + (reasons.isEmpty ? Self.withoutResource(reason) : reasons.joined(separator: "; ")),
      service: "CloudFormation", operation: "ExecuteChangeSet", code: status)
  }

  /// Words for a failure that no resource explains; `StackValidation.mayExplain` knows them.
  private static func withoutResource(_ reason: String?) -> String {
    guard let reason, !reason.isEmpty else { return "no reason given" }
    return "no reason given by a resource; the stack says: \(reason)"
  }
}
