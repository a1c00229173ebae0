import DaiviModule

/// Spark looks at the Glue database `default`, and makes it when it is missing. Where Lake Formation governs one that
/// somebody else made, jobs are refused. So it is removed before the first job of any lake (all of them come after this
/// target, so none runs meanwhile), and one that a job makes belongs to the job's role; a grant serves the rest. Making
/// it needs a right on the catalog, where Lake Formation governs that.
private let database = "default"
private let theDatabase = LakeFormation.Resource(database: .init(name: database))
private let theCatalog = LakeFormation.Resource(catalog: .init())

let defaultDatabaseGrant = Custom(
  "grant", "rights on database \(database)", kind: "grant", revision: "2",
  reads: ["{adminRole}", "{inputs.glueRoleArn}"], singletons: ["default-database"],
  checks: [CheckDeclaration(id: "grant", title: usable)],
  apply: { context in
    let role = try context.value("{inputs.glueRoleArn}")
    try await grant(role, [.createDatabase], on: theCatalog, context)
    guard try await exists(context) else { return StepSuccess(detail: "it does not exist, jobs may make it") }
    // The administrators' right is every environment's.
    try await grant(
      try context.value("arn:{partition}:iam::{account}:role/{adminRole}"), [.drop], on: theDatabase, context)
    try await grant(role, [.describe, .createTable], on: theDatabase, context)
    return StepSuccess(detail: "granted")
  },
  verify: { context in [try await usability(context, id: "grant")] },
  destroy: { context in
    // The jobs' role goes with this environment, and so do its grants.
    let role = try context.value("{inputs.glueRoleArn}")
    var revoked = false
    for resource in [theDatabase, theCatalog] {
      guard let grant = try await held(on: resource, context).first(where: { $0.by == role }) else { continue }
      try await context.aws.lakeFormation.revokePermissions(
        .init(
          principal: .init(dataLakePrincipalIdentifier: role), resource: resource, permissions: grant.permissions,
          permissionsWithGrantOption: grant.permissionsWithGrantOption))
      revoked = true
    }
    return StepSuccess(detail: revoked ? "revoked" : "nothing to revoke")
  })

let defaultDatabaseDrop = Custom(
  "drop", "removal of database \(database)", reads: ["{inputs.glueRoleArn}"], singletons: ["default-database"],
  checks: [CheckDeclaration(id: "default", title: usable)],
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

private let usable = "jobs may use it, or make it where it does not exist"

private func grant(
  _ principal: String, _ permissions: [LakeFormation.Permission], on resource: LakeFormation.Resource,
  _ context: StepContext
) async throws {
  try await context.aws.lakeFormation.grantPermissions(
    .init(
      principal: .init(dataLakePrincipalIdentifier: principal), resource: resource, permissions: permissions))
}

/// The grants on a resource; none on one that does not exist.
private func held(
  on resource: LakeFormation.Resource, _ context: StepContext
) async throws -> [LakeFormation.PrincipalResourcePermissions] {
  do {
    return try await context.aws.lakeFormation.listPermissionsPages(.init(resource: resource))
      .collect(\.principalResourcePermissions)
  } catch let error as AWSError where error.isNotFound {
    return []
  }
}

extension LakeFormation.PrincipalResourcePermissions {
  fileprivate var by: String? { principal?.dataLakePrincipalIdentifier }
}

private func exists(_ context: StepContext) async throws -> Bool {
  do {
    _ = try await context.aws.glue.getDatabase(.init(name: database))
    return true
  } catch let error as AWSError where error.isNotFound {
    return false
  }
}

/// Passes when the jobs' role may use the database, or, where there is none, make it.
private func usability(_ context: StepContext, id: String) async throws -> CheckResult {
  let role = try context.value("{inputs.glueRoleArn}")
  let exists = try await exists(context)
  let needed: LakeFormation.Permission = exists ? .describe : .createDatabase
  let may = try await held(on: exists ? theDatabase : theCatalog, context).contains { grant in
    (grant.by == role || grant.by == "IAM_ALLOWED_PRINCIPALS")
      && (grant.permissions.contains(.all) || grant.permissions.contains(needed))
  }
  let words = (exists ? "it exists" : "it does not exist", exists ? "use" : "make")
  return CheckResult(
    id: id, title: usable, status: may ? .passed : .failed,
    detail: "\(words.0), and \(role) \(may ? "may" : "may not") \(words.1) it", resource: "Glue database \(database)")
}
