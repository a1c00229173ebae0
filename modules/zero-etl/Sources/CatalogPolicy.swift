import DaiviModule

/// Lets integrations arrive in the database. The Data Catalog has one policy for the whole account and region: it is
/// read, this database's two statements are put into it, and it is written back under the hash it had.
let catalogPolicy = Custom(
  "catalog-policy", "integrations may arrive in the database", kind: "policy", revision: "2",
  reads: ["{inputs.zetlDdbBucket}"], singletons: ["glue-catalog-policy"],
  checks: [CheckDeclaration(id: "policy", title: "the policy of the Data Catalog lets integrations arrive")],
  apply: { context in
    let claim = SingletonClaim("glue-catalog-policy", context)
    try await claim.write(try context.value("{inputs.databaseArn}"))
    let (held, hash) = try await current(context)
    let others = try statements(held).filter { try !isOurs($0, context) }
    try await put(others + (try wanted(context)), into: held, hash: hash, context)
    return StepSuccess(detail: others.isEmpty ? "put" : "put beside \(others.count) statements of others")
  },
  verify: { context in
    let held = statements(try await current(context).policy)
    let missing = try wanted(context).filter { !held.contains($0) }.compactMap { $0["Action"]?.string }
    return [
      CheckResult(
        id: "policy", title: "the policy of the Data Catalog lets integrations arrive",
        status: missing.isEmpty ? .passed : .failed,
        detail: missing.isEmpty ? nil : "it does not allow \(missing.joined(separator: ", "))",
        resource: try context.value("{inputs.databaseArn}"))
    ]
  },
  destroy: { context in
    let (held, hash) = try await current(context)
    let all = statements(held)
    let others = try all.filter { try !isOurs($0, context) }
    if others.count < all.count {
      if others.isEmpty {
        try await context.aws.glue.deleteResourcePolicy(policyHashCondition: hash)
      } else {
        try await put(others, into: held, hash: hash, context)
      }
    }
    try await SingletonClaim("glue-catalog-policy", context).release()
    return StepSuccess(detail: others.isEmpty ? "removed" : "\(others.count) statements of others stay")
  })

/// As AWS documents them: on the catalog and the database, and for the service only what comes from the table.
private func wanted(_ context: StepContext) throws -> [AWSDocument] {
  let target = AWSDocument.array(
    [try catalogArn(context), try context.value("{inputs.databaseArn}")].map { .string($0) })
  return [
    [
      "Effect": "Allow", "Principal": ["AWS": .string(try context.value("arn:{partition}:iam::{account}:root"))],
      "Action": "glue:CreateInboundIntegration", "Resource": target,
    ],
    [
      "Effect": "Allow", "Principal": ["Service": "glue.amazonaws.com"],
      "Action": "glue:AuthorizeInboundIntegration", "Resource": target,
      "Condition": ["StringEquals": ["aws:SourceArn": .string(try context.value("{inputs.tableArn}"))]],
    ],
  ]
}

private func catalogArn(_ context: StepContext) throws -> String {
  try context.value("arn:{partition}:glue:{primaryRegion}:{account}:catalog")
}

/// Statements about this environment's database, with or without the catalog it is in; nobody else has a reason to make
/// such. One that names other databases too is somebody else's.
private func isOurs(_ statement: AWSDocument, _ context: StepContext) throws -> Bool {
  let (database, catalog) = (try context.value("{inputs.databaseArn}"), try catalogArn(context))
  let resources = texts(statement["Resource"])
  return resources.contains(database) && resources.allSatisfy { $0 == database || $0 == catalog }
    && texts(statement["Action"]).allSatisfy { $0.hasSuffix("InboundIntegration") }
}

private func statements(_ policy: AWSDocument?) -> [AWSDocument] {
  guard let held = policy?["Statement"] else { return [] }
  return held.array ?? [held]
}

private func current(_ context: StepContext) async throws -> (policy: AWSDocument?, hash: String?) {
  do {
    let found = try await context.aws.glue.getResourcePolicy()
    return (try found.policyInJson.map { try AWSDocument(json: $0.utf8) }, found.policyHash)
  } catch let error as AWSError where error.isNotFound {
    return (nil, nil)
  }
}

private func put(
  _ statements: [AWSDocument], into held: AWSDocument?, hash: String?, _ context: StepContext
) async throws {
  var policy = held ?? ["Version": "2012-10-17"]
  policy["Statement"] = .array(statements)
  try await context.aws.glue.putResourcePolicy(
    .init(
      policyInJson: String(decoding: try policy.json(), as: UTF8.self), policyHashCondition: hash,
      policyExistsCondition: hash == nil ? "NOT_EXIST" : "MUST_EXIST", enableHybrid: "TRUE"))
}
