import DaiviModule
import FoundationEssentials

/// Adds one statement to the policy of the Glue key, which federated queries decrypt the catalog and its connections with.
/// The policy is read, changed and written back; every other statement stays as it is. What they spill is encrypted with
/// the key of the projects' bucket, which their role may use by its own policy.
let keyPolicy = Custom(
  "policy", "statement in the Glue key's policy",
  reads: ["{inputs.glueKeyArn}", "{inputs.producerRoleArn}", "{inputs.queryExecutionRoleArn}"],
  singletons: ["glue-key-policy"],
  checks: [CheckDeclaration(id: "policy", title: "federated queries may use the Glue key")],
  apply: { context in
    let key = try context.value("{inputs.glueKeyArn}")
    var policy = try await KeyPolicyDocument.read(key, context)
    let wanted = statement(try principals(context))
    if policy.statement(sid) == wanted { return StepSuccess(detail: "it is there already") }
    policy.set(sid, wanted)
    try await policy.write(key, context)
    return StepSuccess(detail: "added")
  },
  verify: { context in
    let key = try context.value("{inputs.glueKeyArn}")
    let found = try await KeyPolicyDocument.read(key, context).statement(sid)
    let isSound = found == statement(try principals(context))
    return [
      CheckResult(
        id: "policy", title: "federated queries may use the Glue key", status: isSound ? .passed : .failed,
        detail: isSound ? nil : found == nil ? "the statement \(sid) is gone" : "the statement \(sid) is another",
        resource: key)
    ]
  },
  destroy: { context in
    let key = try context.value("{inputs.glueKeyArn}")
    do {
      var policy = try await KeyPolicyDocument.read(key, context)
      guard policy.statement(sid) != nil else { return StepSuccess(detail: "was gone already") }
      policy.set(sid, nil)
      try await policy.write(key, context)
    } catch let error as AWSError where error.isNotFound {
      return StepSuccess(detail: "the key is gone already")
    }
    return StepSuccess(detail: "removed")
  })

private let sid = "Allow access for SageMaker Lakehouse Federated Query"

/// The project's role, and the role that federated queries are run with.
private func principals(_ context: StepContext) throws -> [String] {
  [try context.value("{inputs.producerRoleArn}"), try context.value("{inputs.queryExecutionRoleArn}")].sorted()
}

private func statement(_ principals: [String]) -> JSONValue {
  .object([
    "Sid": .string(sid), "Effect": "Allow",
    "Principal": .object(["AWS": .array(principals.map { .string($0) })]),
    // What reading and writing encrypted metadata takes, and not every action on the key.
    "Action": .array(["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"]), "Resource": "*",
  ])
}

/// A key's policy, of which only one statement is ours.
struct KeyPolicyDocument {
  private var document: [String: JSONValue]

  static func read(_ key: String, _ context: StepContext) async throws -> KeyPolicyDocument {
    let text = try await context.aws.kms.getKeyPolicy(keyId: key).policy ?? ""
    guard let document = try? JSONDecoder().decode([String: JSONValue].self, from: Data(text.utf8)) else {
      throw StepError(message: "the policy of \(key) is no JSON object", service: "KMS", operation: "GetKeyPolicy")
    }
    return KeyPolicyDocument(document: document)
  }

  func write(_ key: String, _ context: StepContext) async throws {
    let text = String(decoding: try JSONEncoder().encode(document), as: UTF8.self)
    // A role that was just made is not known to KMS at once.
    var backoff = Backoff(first: .seconds(1), longest: .seconds(10))
    for attempt in 1... {
      do {
        return try await context.aws.kms.putKeyPolicy(keyId: key, policy: text)
      } catch let error as AWSError where error.code == "MalformedPolicyDocumentException" && attempt < 8 {
        context.progress("KMS does not know the role yet")
        try await backoff.pause()
      }
    }
  }

  func statement(_ sid: String) -> JSONValue? { statements.first { Self.sid(of: $0) == sid } }

  /// Replaces the statement, adds it at the end, or takes it out (nil).
  mutating func set(_ sid: String, _ statement: JSONValue?) {
    let others = statements.filter { Self.sid(of: $0) != sid }
    document["Statement"] = .array(others + (statement.map { [$0] } ?? []))
  }

  private var statements: [JSONValue] {
    switch document["Statement"] {
    case .array(let all): all
    case let one?: [one]
    case nil: []
    }
  }

  private static func sid(of statement: JSONValue) -> String? {
    guard case .object(let members) = statement else { return nil }
    return members["Sid"]?.scalarText
  }
}
