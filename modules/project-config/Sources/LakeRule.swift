import DaiviModule

/// Holds the projects' roles to Lake Formation. The buckets of the lakes are registered in hybrid mode, in which IAM alone
/// rules whoever is not opted in, whatever was granted. No template can opt anybody in: CloudFormation has no type for it.
enum LakeRule {
  /// The step.
  /// - Parameters:
  ///   - databases: names of the inputs that name the lakes' databases; those of lakes that are not deployed are left out.
  static func step(databases: [String]) -> Custom {
    let held = CheckDeclaration(id: "rule", title: "Lake Formation rules what the projects do with the lakes")
    return Custom(
      "rule", "rule of Lake Formation over the projects", kind: "opt-in",
      reads: roles + databases.map { Value("{inputs.\($0)?}") },
      actions: [
        "lakeformation:CreateLakeFormationOptIn", "lakeformation:DeleteLakeFormationOptIn",
        "lakeformation:ListLakeFormationOptIns",
      ], checks: [held],
      apply: { context in
        let wanted = try wanted(databases, context)
        let found = try await found(context)
        for one in wanted where !found.contains(one) { try await optIn(one, context) }
        // Of lakes that went.
        for one in found where !wanted.contains(one) { try await optOut(one, context) }
        return StepSuccess(detail: "\(Set(wanted.map(\.database)).count) databases")
      },
      verify: { context in
        let found = try await found(context)
        let missing = try wanted(databases, context).filter { !found.contains($0) }
        return [
          CheckResult(
            id: held.id, title: held.title, status: missing.isEmpty ? .passed : .failed,
            detail: missing.isEmpty
              ? nil : "IAM alone rules " + missing.map { "\($0.role) on \($0.words)" }.joined(separator: ", "))
        ]
      },
      destroy: { context in
        let found = try await found(context)
        for one in found { try await optOut(one, context) }
        return StepSuccess(detail: found.isEmpty ? "was gone already" : "taken back")
      })
  }

  private static let roles: [Value] = ["{inputs.producerRoleArn}", "{inputs.consumerRoleArn}"]

  /// A role that Lake Formation rules on a database, or on all its tables.
  private struct OptIn: Hashable {
    var role: String
    var database: String
    var isOfTables: Bool

    var words: String { isOfTables ? "all tables of \(database)" : database }
    var input: AWSDocument {
      let resource: AWSDocument =
        isOfTables
        ? ["Table": ["DatabaseName": .string(database), "TableWildcard": [:]]]
        : ["Database": ["Name": .string(database)]]
      return ["Principal": ["DataLakePrincipalIdentifier": .string(role)], "Resource": resource]
    }
  }

  private static func wanted(_ databases: [String], _ context: StepContext) throws -> [OptIn] {
    try databases.compactMap { context.inputs[$0] }.flatMap { database in
      try roles.flatMap { role in
        try [false, true].map { OptIn(role: try context.value(role), database: database, isOfTables: $0) }
      }
    }
  }

  /// Those of the two roles on databases of this environment as a whole; one on a single table is somebody else's.
  private static func found(_ context: StepContext) async throws -> [OptIn] {
    let prefix = try context.value("{app}_{env}_")
    var found: [OptIn] = []
    for role in try roles.map(context.value) {
      var input: AWSDocument = ["Principal": ["DataLakePrincipalIdentifier": .string(role)]]
      repeat {
        let page = try await call("ListLakeFormationOptIns", input, context)
        found += (page["LakeFormationOptInsInfoList"]?.array ?? []).compactMap { info in
          let table = info["Resource"]?["Table"]
          let isOfTables = table?["TableWildcard"]?.object != nil
          let name = isOfTables ? table?["DatabaseName"] : info["Resource"]?["Database"]?["Name"]
          return name?.string.map { OptIn(role: role, database: $0, isOfTables: isOfTables) }
        }.filter { $0.database.hasPrefix(prefix) }
        input["NextToken"] = page["NextToken"]
      } while input["NextToken"]?.string != nil
    }
    return found
  }

  private static func optIn(_ one: OptIn, _ context: StepContext) async throws {
    do {
      _ = try await call("CreateLakeFormationOptIn", one.input, context)
    } catch let error as AWSError where error.isAlreadyExists {
      context.progress("\(one.words) was ruled already")
    }
  }

  private static func optOut(_ one: OptIn, _ context: StepContext) async throws {
    do {
      _ = try await call("DeleteLakeFormationOptIn", one.input, context)
    } catch let error as AWSError where error.isNotFound {
      context.progress("\(one.words) was gone already")
    }
  }

  private static func call(
    _ operation: String, _ input: AWSDocument, _ context: StepContext
  ) async throws -> AWSDocument {
    try await context.aws.lakeFormation.client.restDocument(operation, "POST", path: [operation], input: input)
  }
}
