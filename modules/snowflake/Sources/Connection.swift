import DaiviModule

/// Only members of a project may make its connections: the function's role is one while the connection is there.
let membership = Custom(
  "membership", "the function's role in the producer project", kind: "members",
  reads: ["{inputs.domainId}", "{inputs.producerProjectId}", "{inputs.connectionFunctionRoleArn}"],
  checks: [CheckDeclaration(id: "membership", title: "the function's role is a member of the producer project")],
  apply: { context in
    if try await isMember(context) { return StepSuccess(detail: "it is one already") }
    try await makeKnown(context)
    try await context.aws.dataZone.createProjectMembership(
      domain: try context.value("{inputs.domainId}"), project: try context.value("{inputs.producerProjectId}"),
      user: try context.value("{inputs.connectionFunctionRoleArn}"), designation: "PROJECT_CONTRIBUTOR")
    return StepSuccess(detail: "added")
  },
  verify: { context in
    let found = try await isMember(context)
    return [
      CheckResult(
        id: "membership", title: "the function's role is a member of the producer project",
        status: found ? .passed : .failed, detail: found ? nil : "it is not", resource: "producer project")
    ]
  },
  destroy: { context in
    do {
      guard try await isMember(context) else { return StepSuccess(detail: "it was none") }
      try await context.aws.dataZone.deleteProjectMembership(
        domain: try context.value("{inputs.domainId}"), project: try context.value("{inputs.producerProjectId}"),
        user: try context.value("{inputs.connectionFunctionRoleArn}"))
      // A domain forgets nobody; who is deactivated may do nothing.
      _ = try await context.aws.dataZone.updateUserProfile(
        domain: try context.value("{inputs.domainId}"), user: try context.value("{inputs.connectionFunctionRoleArn}"),
        status: "DEACTIVATED")
    } catch let error as AWSError where error.isNotFound {
      return StepSuccess(detail: "the project is gone already")
    }
    return StepSuccess(detail: "removed")
  })

/// A role has a profile in the domain before it can be a member of anything.
private func makeKnown(_ context: StepContext) async throws {
  let (zone, domain) = (context.aws.dataZone, try context.value("{inputs.domainId}"))
  let role = try context.value("{inputs.connectionFunctionRoleArn}")
  do {
    if try await zone.getUserProfile(domain: domain, user: role).status == "DEACTIVATED" {
      _ = try await zone.updateUserProfile(domain: domain, user: role, status: "ACTIVATED")
    }
  } catch let error as AWSError where error.isNotFound {
    _ = try await zone.createUserProfile(domain: domain, user: role, type: "IAM_ROLE")
  }
}

/// A member is listed by the id of its profile, which a role's ARN leads to.
private func isMember(_ context: StepContext) async throws -> Bool {
  let (zone, domain) = (context.aws.dataZone, try context.value("{inputs.domainId}"))
  let role = try context.value("{inputs.connectionFunctionRoleArn}")
  let members = try await zone.listProjectMembershipsPages(
    domain: domain, project: try context.value("{inputs.producerProjectId}")
  ).collect(\.members).compactMap { $0.memberDetails.user?.userId }
  if members.contains(role) { return true }
  do {
    guard let id = try await zone.getUserProfile(domain: domain, user: role).id else { return false }
    return members.contains(id)
  } catch let error as AWSError where error.isNotFound {
    return false
  }
}

/// It takes some minutes to appear.
let connectionReady = Gate.condition(
  "ready", "the project's connection is ready", minutes: 20,
  reads: ["{inputs.domainId}", "{inputs.producerProjectId}", "{inputs.connectionId}"]
) { context in
  let status = try await connection(context)?.props?.glueProperties
  switch status?.status {
  case "READY": return GateCheckResult(state: .open)
  case "CREATE_FAILED", "UPDATE_FAILED":
    return GateCheckResult(state: .rejected, detail: status?.errorMessage ?? "SageMaker gives no reason")
  case let other: return GateCheckResult(state: .waiting, detail: other ?? "it is not listed yet")
  }
}

/// CloudFormation does not look at custom resources: where the connection is gone, another text makes it call the
/// function again.
let connectionPresence = Custom(
  "connection", "the producer project's connection", kind: "check",
  reads: ["{inputs.domainId}", "{inputs.producerProjectId}", "{parameters.connectionName}"],
  outputs: ["connectionAttempt"],
  checks: [CheckDeclaration(id: "connection", title: "the producer project has the connection, ready")],
  apply: { context in
    let found = try await connection(context)
    return StepSuccess(
      outputs: ["connectionAttempt": found?.connectionId ?? context.token],
      detail: found == nil ? "it is to be made" : "it is there")
  },
  verify: { context in
    let found = try await connection(context)
    let status = found?.props?.glueProperties?.status
    return [
      CheckResult(
        id: "connection", title: "the producer project has the connection, ready",
        status: status == "READY" ? .passed : .failed,
        detail: status == "READY" ? nil : found == nil ? "it is gone" : "it is \(status ?? "in no state")",
        resource: try context.value("{parameters.connectionName}"))
    ]
  })

private func connection(_ context: StepContext) async throws -> DataZone.Connection? {
  let name = try context.value("{parameters.connectionName}")
  return try await context.aws.dataZone.listConnectionsPages(
    domain: try context.value("{inputs.domainId}"), project: try context.value("{inputs.producerProjectId}")
  ).collect(\.items).first { $0.name == name }
}

/// Grants on a catalog that Lake Formation does not know yet are refused.
let catalogVisible = Gate.condition(
  "catalog", "Snowflake's catalog is visible", minutes: 20,
  reads: ["{parameters.connectionName}", "{inputs.connectionId}"]
) { context in
  do {
    let id = try context.value("{account}:{parameters.connectionName}")
    let found = try await context.aws.glue.getCatalog(.init(catalogId: id)).catalog
    return GateCheckResult(state: found == nil ? .waiting : .open)
  } catch let error as AWSError where error.isNotFound {
    return GateCheckResult(state: .waiting, detail: "it is not there yet")
  }
}
