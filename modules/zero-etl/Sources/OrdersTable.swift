import DaiviModule

/// The DynamoDB table of the orders: a stack, and the import that fills the table when it is made.
///
/// A table is imported once. One that holds another file, or whose import failed, or that somebody deleted, is taken away
/// with everything that follows it and made again.
struct OrdersTable: Step {
  let id = "table"
  let kind = "imported-table"
  let title = "DynamoDB table of the orders"
  let resume = StepManifest.Resume.ask
  let maxSeconds = 4 * 3600

  private let stack = Stack(
    "orders-table", template: "zero-etl/orders-table.yaml",
    parameters: [
      "DynamodbKeyArn": "{inputs.dynamodbKeyArn}", "EquityOrdersDataBucket": "{inputs.equityOrdersDataBucket}",
      "OrdersDigest": "{inputs.ordersDigest}",
    ])

  /// By rule, so that it is known where nothing is deployed.
  static let name: Value = "{app}-{env}-equity-orders-db-table"

  var reads: [Value] { stack.reads }
  var actions: [String] { stack.actions }
  var checks: [CheckDeclaration] {
    stack.checks + [CheckDeclaration(id: "import", title: "every order of the file was imported")]
  }

  func material(in files: ModuleFiles) throws -> String { try stack.material(in: files) }
  func outputs(in files: ModuleFiles) throws -> [String] { try stack.outputs(in: files) + ["importedOrders"] }
  func plan(_ context: StepContext) async throws -> [PlannedChange] { try await stack.plan(context) }
  func planDestroy(_ context: StepContext) async throws -> [PlannedChange] { try await stack.planDestroy(context) }
  func destroy(_ context: StepContext) async throws -> StepSuccess { try await stack.destroy(context) }

  func apply(_ context: StepContext) async throws -> StepSuccess {
    if let reason = try await unfitness(context) {
      context.progress("\(try context.value(Self.name)) is made again: \(reason)")
      let removal = context.named("again")
      try await Integration().remove(removal)
      _ = try await stack.destroy(removal)
    }
    var done = try await stack.apply(context)
    let found = try await TableImport(context).ended()
    done.outputs["importedOrders"] = String(found.importedItemCount ?? 0)
    done.detail = "\(found.importedItemCount ?? 0) orders imported"
    return done
  }

  func verify(_ context: StepContext) async throws -> [CheckResult] {
    let found = try await TableImport(context).ofTheTable()
    let problem = found.map(\.problem) ?? "there is no table, or none that was imported"
    let count = found?.importedItemCount ?? 0
    return try await stack.verify(context) + [
      CheckResult(
        id: "import", title: checks.last?.title ?? "", status: problem == nil ? .passed : .failed,
        detail: problem ?? "\(count) orders", resource: try context.value(Self.name))
    ]
  }

  /// Why a table that is there, or was, cannot stay; nil when it can, or was never made.
  private func unfitness(_ context: StepContext) async throws -> String? {
    guard let deployed = try await deployed(context) else { return nil }
    let status = deployed.stackStatus.rawValue
    // An interrupted attempt goes on with what it had begun.
    if context.resume && status.hasSuffix("_IN_PROGRESS") && !status.hasPrefix("DELETE") { return nil }
    guard let found = try await TableImport(context).ofTheTable() else { return "it was deleted" }
    let digest = deployed.parameters.first { $0.parameterKey == "OrdersDigest" }?.parameterValue
    if digest != (try context.value("{inputs.ordersDigest}")) { return "it holds another file" }
    return found.importStatus == .inProgress ? nil : found.problem
  }

  private func deployed(_ context: StepContext) async throws -> CloudFormation.Stack? {
    let name = try context.value("{app}-{env}-{module}-orders-table")
    do {
      return try await context.aws.cloudFormation.describeStacks(.init(stackName: name)).stacks.first
    } catch let error as AWSError where error.isNotFound {
      return nil
    }
  }
}

extension StepContext {
  /// The same step under a token of its own, for a second operation of CloudFormation within one attempt.
  func named(_ suffix: String) -> StepContext {
    StepContext(
      environment: environment, module: module, target: target, inputs: inputs, unknown: unknown,
      parameters: parameters, token: "\(token)-\(suffix)", resume: resume, repair: repair, files: files,
      workDirectory: workDirectory, aws: aws, report: progress)
  }
}
