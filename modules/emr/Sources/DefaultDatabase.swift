import DaiviModule

private let database = "default"

/// Spark looks at the Glue database `default` whatever it is asked to do, and fails where somebody else owns it: the jobs
/// of the lakes do, if they made it. So the role of the EMR jobs may see it, where it exists.
let defaultDatabase = Custom(
  "default-database", "the jobs' role may see the database \(database)", kind: "grant",
  reads: ["{inputs.jobRoleArn}"], singletons: ["default-database"],
  checks: [CheckDeclaration(id: "default", title: "the jobs' role may see it, where it exists")],
  apply: { context in
    guard try await exists(context) else { return StepSuccess(detail: "it does not exist") }
    try await context.aws.lakeFormation.grantPermissions(
      .init(
        principal: .init(dataLakePrincipalIdentifier: try context.value("{inputs.jobRoleArn}")),
        resource: .init(database: .init(name: database)), permissions: ["DESCRIBE"]))
    return StepSuccess(detail: "granted")
  },
  verify: { context in
    let role = try context.value("{inputs.jobRoleArn}")
    let isThere = try await exists(context)
    let maySee = isThere ? try await grants(context, to: [role, "IAM_ALLOWED_PRINCIPALS"]).isEmpty == false : true
    return [
      CheckResult(
        id: "default", title: "the jobs' role may see it, where it exists", status: maySee ? .passed : .failed,
        detail: !isThere ? "it does not exist" : maySee ? nil : "\(role) may not see it",
        resource: "Glue database \(database)")
    ]
  },
  destroy: { context in
    let role = try context.value("{inputs.jobRoleArn}")
    for grant in try await grants(context, to: [role]) {
      try await context.aws.lakeFormation.revokePermissions(
        .init(
          principal: .init(dataLakePrincipalIdentifier: role), resource: .init(database: .init(name: database)),
          permissions: grant.permissions, permissionsWithGrantOption: grant.permissionsWithGrantOption))
    }
    return StepSuccess(detail: "revoked")
  })

private func exists(_ context: StepContext) async throws -> Bool {
  do {
    _ = try await context.aws.glue.getDatabase(.init(name: database))
    return true
  } catch let error as AWSError where error.isNotFound {
    return false
  }
}

/// What these principals hold on the database, of the rights that let one see it.
private func grants(
  _ context: StepContext, to principals: [String]
) async throws -> [LakeFormation.PrincipalResourcePermissions] {
  try await context.aws.lakeFormation.listPermissionsPages(
    .init(resource: .init(database: .init(name: database)))
  ).collect(\.principalResourcePermissions).filter { grant in
    principals.contains(grant.principal?.dataLakePrincipalIdentifier ?? "")
      && grant.permissions.contains { ["ALL", "DESCRIBE"].contains($0.rawValue) }
  }
}
