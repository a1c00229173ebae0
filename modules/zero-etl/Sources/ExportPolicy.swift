import DaiviModule

/// Lets Glue's integrations of this account export the table. In a template CloudFormation would neither see that the
/// policy is gone nor put it back.
let exportPolicy = Custom(
  "export-policy", "Glue may export the table", kind: "policy", revision: "1", reads: ["{inputs.ordersDigest}"],
  checks: [CheckDeclaration(id: "policy", title: "the table's policy lets Glue export it")],
  apply: { context in
    try await context.aws.dynamoDB.putResourcePolicy(
      resourceArn: try context.value("{inputs.tableArn}"),
      policy: String(decoding: try policy(context).json(), as: UTF8.self))
    return StepSuccess(detail: "put")
  },
  verify: { context in
    let table = try context.value("{inputs.tableArn}")
    let held = try await current(table, context)
    let actions = Set((held?["Statement"]?.array ?? []).filter(isGlues).flatMap { texts($0["Action"]) })
    let missing = exports.filter { !actions.contains($0) }
    return [
      CheckResult(
        id: "policy", title: "the table's policy lets Glue export it", status: missing.isEmpty ? .passed : .failed,
        detail: missing.isEmpty ? nil : "it does not allow \(missing.joined(separator: ", "))", resource: table)
    ]
  })

private let exports = ["dynamodb:ExportTableToPointInTime", "dynamodb:DescribeTable", "dynamodb:DescribeExport"]

private func policy(_ context: StepContext) throws -> AWSDocument {
  let table = try context.value("{inputs.tableArn}")
  return [
    "Version": "2012-10-17",
    "Statement": [
      [
        "Sid": "ZeroEtlExportsTheTable", "Effect": "Allow", "Principal": ["Service": "glue.amazonaws.com"],
        "Action": .array(exports.map { .string($0) }),
        // The table, and its exports.
        "Resource": [.string(table), .string("\(table)/export/*")],
        "Condition": [
          "StringEquals": ["aws:SourceAccount": .string(context.environment.account)],
          "ArnLike": [
            "aws:SourceArn": .string(
              try context.value("arn:{partition}:glue:{primaryRegion}:{account}:integration:*"))
          ],
        ],
      ]
    ],
  ]
}

private func isGlues(_ statement: AWSDocument) -> Bool {
  statement["Effect"]?.string == "Allow" && texts(statement["Principal"]?["Service"]).contains("glue.amazonaws.com")
}

private func current(_ table: String, _ context: StepContext) async throws -> AWSDocument? {
  do {
    let text = try await context.aws.dynamoDB.getResourcePolicy(resourceArn: table)
    return try text.map { try AWSDocument(json: $0.utf8) }
  } catch let error as AWSError where error.isNotFound || error.code == "PolicyNotFoundException" {
    return nil
  }
}

/// A policy's member that may be one text or a list of them.
func texts(_ value: AWSDocument?) -> [String] {
  value?.string.map { [$0] } ?? (value?.array ?? []).compactMap(\.string)
}
