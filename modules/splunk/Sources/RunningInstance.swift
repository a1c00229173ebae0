import DaiviModule

private let instanceId: Value = "{inputs.instanceId}"
private let healthy = CheckDeclaration(id: "healthy", title: "the instance runs and passes its status checks")

/// The instance runs: it is started where somebody stopped it. Before the stack is taken away it is stopped, because a
/// volume whose file system is mounted cannot be detached.
let runningInstance = Custom(
  "runs", "the instance runs", reads: [instanceId], checks: [healthy],
  apply: { context in
    let id = try context.value(instanceId)
    guard try await status(id, context)?.instanceState?.name != "running" else { return StepSuccess(detail: "it runs") }
    try await wait(for: ["stopped", "running", "pending"], id, context)
    try await context.aws.ec2.startInstances(instanceIds: [id])
    try await untilStarted(id, context)
    return StepSuccess(detail: "started \(id)")
  },
  verify: { context in
    let id = try context.value(instanceId)
    let found = try await status(id, context)
    return [
      CheckResult(
        id: healthy.id, title: healthy.title, status: found?.isHealthy == true ? .passed : .failed,
        detail: words(found), resource: id)
    ]
  },
  destroy: { context in
    let id = try context.value(instanceId)
    guard let state = try await status(id, context)?.instanceState?.name, state != "terminated" else {
      return StepSuccess(detail: "it is gone")
    }
    if state != "stopped" { try await context.aws.ec2.stopInstances(instanceIds: [id]) }
    try await wait(for: ["stopped", "terminated"], id, context)
    return StepSuccess(detail: "stopped \(id)")
  })

/// Passed by the guide's "3/3".
let statusChecks = Gate.condition(
  "status-checks", "three passed status checks", minutes: 15, reads: [instanceId]
) { context in
  let found = try await status(try context.value(instanceId), context)
  if found?.isHealthy == true { return GateCheckResult(state: .open) }
  let isLost = ["terminated", "shutting-down"].contains(found?.instanceState?.name ?? "")
  return GateCheckResult(state: isLost ? .rejected : .waiting, detail: words(found))
}

private func status(_ id: String, _ context: StepContext) async throws -> EC2.InstanceStatus? {
  do {
    return try await context.aws.ec2.describeInstanceStatus(instanceIds: [id]).first
  } catch let error as AWSError where error.code == "InvalidInstanceID.NotFound" {
    return nil
  }
}

private func wait(for states: Set<String>, _ id: String, _ context: StepContext) async throws {
  var backoff = Backoff(first: .milliseconds(200), longest: .seconds(10))
  while true {
    let state = try await status(id, context)?.instanceState?.name ?? "terminated"
    if states.contains(state) { return }
    context.progress("\(id) is \(state)")
    try await backoff.pause()
  }
}

/// EC2 takes a start and, where it cannot use the key of a volume, lets the instance be stopped again without an error.
private func untilStarted(_ id: String, _ context: StepContext) async throws {
  var backoff = Backoff(first: .milliseconds(200), longest: .seconds(10))
  var hasBegun = false
  // What EC2 tells of a state can be some seconds old.
  for look in 0... {
    let state = try await status(id, context)?.instanceState?.name ?? "terminated"
    if state == "running" { return }
    guard state == "pending" || (state == "stopped" && !hasBegun && look < 8) else {
      let reason = try await context.aws.ec2.stateReason(instanceId: id) ?? "EC2 gives no reason"
      throw StepError(
        message: "\(id) did not start, it is \(state): \(reason)", service: "EC2", operation: "StartInstances",
        hint: "may whoever deploys use the key of its volumes (kms:CreateGrant), and is that key enabled?")
    }
    hasBegun = hasBegun || state == "pending"
    context.progress("\(id) is \(state)")
    try await backoff.pause()
  }
}

private func words(_ status: EC2.InstanceStatus?) -> String {
  guard let status else { return "there is no such instance" }
  func text(_ check: EC2.InstanceStatus.Check?) -> String { check?.status ?? "unknown" }
  return "\(status.instanceState?.name ?? "unknown"); system \(text(status.systemStatus)), "
    + "instance \(text(status.instanceStatus)), volumes \(text(status.attachedEbsStatus))"
}
