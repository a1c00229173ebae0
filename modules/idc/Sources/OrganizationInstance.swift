import DaiviModule

/// AWS has no API that enables an organization's instance: a person does, and the API tells when it is done.
let organizationEnabled = Gate.person(
  "enabled", "Identity Center of the organization is enabled",
  instructions: """
    the organization's instance: in its management account open IAM Identity Center in the console, in the \
    environment's region, and choose Enable, with AWS Organizations; an account's own instance has to be deleted first
    """,
  reads: ["{parameters.instanceRegion}"]
) { context in
  let center = Center(context)
  if try await organizationInstance(center) != nil { return GateCheckResult(state: .open) }
  let own = try await center.instances().first { $0.ownerAccountId == context.environment.account }
  return GateCheckResult(
    state: .waiting,
    detail: own.map { "\($0.instanceArn) is the account's own instance; delete it, then enable the organization's" }
      ?? "there is none in \(center.region) yet")
}

/// The organization's instance is looked up, never made nor deleted.
let organizationInstanceFound = Custom(
  "instance", "the organization's Identity Center instance",
  reads: ["{parameters.instanceRegion}", "{parameters.users}"], outputs: Center.outputNames,
  checks: [instanceIsActive],
  apply: { context in
    _ = try People.configured(context)
    let center = Center(context)
    guard let found = try await organizationInstance(center) else {
      throw StepError(message: "there is no organization's instance in \(center.region)")
    }
    let instance = try await center.awaitActive(found.instanceArn, context)
    let note = center.regionNote(context).map { "; \($0)" } ?? ""
    return StepSuccess(outputs: center.outputs(of: instance), detail: instance.instanceArn + note)
  },
  verify: { context in
    let center = Center(context)
    return [instanceResult(try await organizationInstance(center), context.inputs["instanceArn"] ?? "", center)]
  })

private func organizationInstance(_ center: Center) async throws -> SSOAdmin.Instance? {
  guard let manager = try await center.managementAccount() else { return nil }
  return try await center.instances().first { $0.ownerAccountId == manager }
}
