import DaiviModule

/// Spark looks at the Glue database `default`, and makes it when it is missing. Where Lake Formation governs one that
/// somebody else made, jobs are refused. So it is removed before the first job of any lake (all of them come after this
/// target, so none runs meanwhile), and one that a job makes belongs to the job's role; a grant serves the rest.
private let database = "default"

let defaultDatabaseGrant = Custom(
  "grant", "rights on database \(database)", kind: "grant", reads: ["{adminRole}", "{inputs.glueRoleArn}"],
  singletons: ["default-database"],
  checks: [CheckDeclaration(id: "grant", title: "jobs and administrators may use it, where it exists")],
  apply: { context in
    guard try await exists(context) else { return StepSuccess(detail: "it does not exist") }
    for (principal, permissions) in try wanted(context) {
      try await context.aws.lakeFormation.grantPermissions(
        .init(
          principal: .init(dataLakePrincipalIdentifier: principal),
          resource: .init(database: .init(name: database)),
          permissions: permissions.map { .init(rawValue: $0) }))
    }
    return StepSuccess(detail: "granted")
  },
  verify: { context in [try await usability(context, id: "grant")] },
  destroy: { context in
    // The administrators' right is every environment's; the jobs' role goes with this one, and so does its grant.
    let role = try context.value("{inputs.glueRoleArn}")
    let held = try await context.aws.lakeFormation.listPermissionsPages(
      .init(resource: .init(database: .init(name: database)))
    ).collect(\.principalResourcePermissions)
    guard let grant = held.first(where: { $0.principal?.dataLakePrincipalIdentifier == role }) else {
      return StepSuccess(detail: "nothing to revoke")
    }
    try await context.aws.lakeFormation.revokePermissions(
      .init(
        principal: .init(dataLakePrincipalIdentifier: role), resource: .init(database: .init(name: database)),
        permissions: grant.permissions, permissionsWithGrantOption: grant.permissionsWithGrantOption))
    return StepSuccess(detail: "revoked")
  })

let defaultDatabaseDrop = Custom(
  "drop", "removal of database \(database)", reads: ["{inputs.glueRoleArn}"], singletons: ["default-database"],
  checks: [CheckDeclaration(id: "default", title: "jobs and administrators may use it, where it exists")],
  apply: { context in
    guard try await exists(context) else { return StepSuccess(detail: "it does not exist") }
    let tables = try await context.aws.glue.getTables(.init(databaseName: database)).tableList
    if let table = tables.first {
      return StepSuccess(detail: "kept: it holds tables (\(table.name) for one)")
    }
    do {
      try await context.aws.glue.deleteDatabase(.init(name: database))
    } catch let error as AWSError where error.isNotFound {
      return StepSuccess(detail: "it does not exist")
    } catch let error as AWSError where error.code == "AccessDeniedException" {
      // Lake Formation gave it to somebody else. The jobs have their grant on it, so no lake has to wait for its owner.
      return StepSuccess(detail: "kept: \(error.message)")
    }
    return StepSuccess(detail: "removed")
  },
  verify: { context in [try await usability(context, id: "default")] })

private func wanted(_ context: StepContext) throws -> [(String, [String])] {
  [
    (try context.value("arn:{partition}:iam::{account}:role/{adminRole}"), ["DROP"]),
    (try context.value("{inputs.glueRoleArn}"), ["DESCRIBE", "CREATE_TABLE"]),
  ]
}

private func exists(_ context: StepContext) async throws -> Bool {
  do {
    _ = try await context.aws.glue.getDatabase(.init(name: database))
    return true
  } catch let error as AWSError where error.isNotFound {
    return false
  }
}

/// Passes when there is no such database, or when the jobs' role may use it.
private func usability(_ context: StepContext, id: String) async throws -> CheckResult {
  let role = try context.value("{inputs.glueRoleArn}")
  func result(_ status: CheckResult.Status, _ detail: String) -> CheckResult {
    CheckResult(
      id: id, title: "jobs and administrators may use it, where it exists", status: status, detail: detail,
      resource: "Glue database \(database)")
  }
  guard try await exists(context) else { return result(.passed, "it does not exist") }
  let held = try await context.aws.lakeFormation.listPermissionsPages(
    .init(resource: .init(database: .init(name: database)))
  ).collect(\.principalResourcePermissions)
  let usable = held.contains { entry in
    let principal = entry.principal?.dataLakePrincipalIdentifier
    let names = entry.permissions.map(\.rawValue)
    return (principal == role || principal == "IAM_ALLOWED_PRINCIPALS")
      && (names.contains("ALL") || names.contains("DESCRIBE"))
  }
  return usable ? result(.passed, "it exists and \(role) may use it") : result(.failed, "\(role) may not use it")
}
