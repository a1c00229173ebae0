import DaiviModule

private let catalogName = "s3tablescatalog"
private let tableBuckets: Value = "arn:{partition}:s3tables:{primaryRegion}:{account}:bucket/*"

/// The federated catalog through which Athena and Glue see table buckets: one an account and region, adopted when it is
/// there, never deleted with an environment. CloudFormation's type cannot set its permissions, so the API makes it.
let tableBucketCatalog = Custom(
  "catalog", "catalog \(catalogName)", reads: [tableBuckets], singletons: ["s3tablescatalog"],
  checks: [CheckDeclaration(id: "catalog", title: "the catalog exists and is federated with the table buckets")],
  apply: { context in
    let identifier = try context.value(tableBuckets)
    let claim = SingletonClaim(catalogName, context)
    if let found = try await federatedIdentifier(context) {
      guard found == identifier else {
        throw StepError(
          message: "Glue catalog \(catalogName) exists and stands for \(found), not for \(identifier)",
          service: "Glue", operation: "GetCatalog", hint: "somebody else made it; ask before removing it")
      }
      if try await claim.own() == nil { try await claim.write(adopted) }
      return StepSuccess(detail: "was there already")
    }
    try await claim.write(made)
    do {
      try await context.aws.glue.createCatalog(
        .init(
          name: catalogName,
          catalogInput: .init(
            federatedCatalog: .init(identifier: identifier, connectionName: "aws:s3tables"),
            createTableDefaultPermissions: [], createDatabaseDefaultPermissions: [])))
    } catch let error as AWSError where error.isAlreadyExists {
      return StepSuccess(detail: "was there already")
    }
    return StepSuccess(
      resources: [ResourceRecord(type: "AWS::Glue::Catalog", id: catalogName)], detail: "made")
  },
  verify: { context in
    let expected = try context.value(tableBuckets)
    let found = try await federatedIdentifier(context)
    return [
      CheckResult(
        id: "catalog", title: "the catalog exists and is federated with the table buckets",
        status: found == expected ? .passed : .failed,
        detail: found == expected ? nil : found.map { "it stands for \($0)" } ?? "there is no catalog \(catalogName)",
        resource: catalogName)
    ]
  },
  destroy: { context in
    let claim = SingletonClaim(catalogName, context)
    let isOurs = try await claim.own() == made
    if let heir = try await claim.others().keys.sorted().first {
      if isOurs { try await claim.rewrite(heir, made) }
      try await claim.release()
      return StepSuccess(detail: "left to \(heir), which uses it too")
    }
    guard isOurs else {
      try await claim.release()
      return StepSuccess(detail: "kept: it was there before")
    }
    if let other = try await foreignTableBucket(context) {
      try await claim.release()
      return StepSuccess(detail: "kept: table bucket \(other) is seen through it")
    }
    do {
      try await context.aws.glue.deleteCatalog(.init(catalogId: catalogName))
    } catch let error as AWSError where error.isNotFound {
      context.progress("it was gone already")
    }
    try await claim.release()
    return StepSuccess(detail: "removed")
  })

/// What a claim on the catalog says: whether one of the platform's environments made it, and may remove it.
private let made = "made"
private let adopted = "adopted"

/// A table bucket of somebody else, who would not see it any more without the catalog.
private func foreignTableBucket(_ context: StepContext) async throws -> String? {
  let own = "\(context.environment.app)-\(context.environment.env)-"
  return try await context.aws.s3Tables.listTableBucketsPages().collect(\.tableBuckets).map(\.name)
    .first { !$0.hasPrefix(own) }
}

/// What the catalog stands for; nil when there is none.
private func federatedIdentifier(_ context: StepContext) async throws -> String? {
  do {
    let catalog = try await context.aws.glue.getCatalog(.init(catalogId: catalogName)).catalog
    return catalog?.federatedCatalog?.identifier ?? "nothing"
  } catch let error as AWSError where error.isNotFound {
    return nil
  }
}

/// Table buckets as a location that Lake Formation hands out credentials for, by the service role.
let tableBucketLocation = Custom(
  "location", "registration of the table buckets",
  reads: [tableBuckets, "{inputs.lakeformationServiceRoleArn}"], singletons: ["s3tablescatalog"],
  checks: [CheckDeclaration(id: "location", title: "the table buckets are registered with the service role")],
  apply: { context in
    let arn = try context.value(tableBuckets)
    let role = try context.value("{inputs.lakeformationServiceRoleArn}")
    let claim = SingletonClaim(locationSingleton, context)
    let others = try await claim.others()
    try await claim.write(role)
    switch try await registeredRole(arn, context) {
    case role: return StepSuccess(detail: "was registered already")
    case nil:
      try await context.aws.lakeFormation.registerResource(
        .init(resourceArn: arn, roleArn: role, withFederation: true))
      return StepSuccess(resources: [ResourceRecord(type: "AWS::LakeFormation::Resource", id: arn)], detail: arn)
    case let other? where others.values.contains(other):
      return StepSuccess(detail: "\(arn) is registered by another environment, with \(other)")
    case let other?:
      try await context.aws.lakeFormation.updateResource(
        .init(roleArn: role, resourceArn: arn, withFederation: true))
      return StepSuccess(detail: "\(arn) now by \(role) instead of \(other)")
    }
  },
  verify: { context in
    let arn = try context.value(tableBuckets)
    let expected = try context.value("{inputs.lakeformationServiceRoleArn}")
    let found = try await registeredRole(arn, context)
    let others = try await SingletonClaim(locationSingleton, context).others()
    let isSound = found == expected || others.values.contains(found ?? "")
    return [
      CheckResult(
        id: "location", title: "the table buckets are registered with the service role",
        status: isSound ? .passed : .failed,
        detail: isSound ? nil : found.map { "registered with \($0)" } ?? "\(arn) is not registered",
        resource: arn)
    ]
  },
  destroy: { context in
    let arn = try context.value(tableBuckets)
    let claim = SingletonClaim(locationSingleton, context)
    let others = try await claim.others()
    let registered = try await registeredRole(arn, context)
    // Only what this environment's role stands for: that role goes with it.
    guard let registered, registered == (try await claim.own()) else {
      try await claim.release()
      return StepSuccess(detail: "nothing of this environment's is registered")
    }
    if let heir = others.sorted(by: { $0.key < $1.key }).first {
      try await context.aws.lakeFormation.updateResource(
        .init(roleArn: heir.value, resourceArn: arn, withFederation: true))
      try await claim.release()
      return StepSuccess(detail: "handed on to \(heir.key), with \(heir.value)")
    }
    try await context.aws.lakeFormation.deregisterResource(.init(resourceArn: arn))
    try await claim.release()
    return StepSuccess(detail: "deregistered")
  })

private let locationSingleton = "lakeformation-table-bucket-location"

private func registeredRole(_ arn: String, _ context: StepContext) async throws -> String? {
  do {
    return try await context.aws.lakeFormation.describeResource(.init(resourceArn: arn)).resourceInfo?.roleArn
  } catch let error as AWSError where error.isNotFound {
    return nil
  }
}
