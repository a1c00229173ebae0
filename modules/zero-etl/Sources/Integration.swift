import DaiviModule

/// The integration: a stack, looked at together with its state and the rows it brought. One that has failed for good, or
/// whose rows are not there, is taken away with its table and made again.
struct Integration: Step {
  let id = "integration"
  let kind = "integration"
  let title = "zero-ETL integration"
  let resume = StepManifest.Resume.ask
  let maxSeconds = 2 * 3600

  private let stack = Stack(
    "integration", template: "zero-etl/integration.yaml",
    parameters: [
      "GlueKeyArn": "{inputs.glueKeyArn}", "TableArn": "{inputs.tableArn}", "DatabaseArn": "{inputs.databaseArn}",
    ])

  var reads: [Value] { stack.reads + ["{inputs.workgroupName}"] }
  var actions: [String] { stack.actions }
  var checks: [CheckDeclaration] {
    stack.checks + [
      CheckDeclaration(id: "status", title: "the integration is active"),
      CheckDeclaration(id: "rows", title: "the lake has the orders that DynamoDB has"),
    ]
  }

  func material(in files: ModuleFiles) throws -> String { try stack.material(in: files) }
  func outputs(in files: ModuleFiles) throws -> [String] { try stack.outputs(in: files) }
  func plan(_ context: StepContext) async throws -> [PlannedChange] { try await stack.plan(context) }
  func planDestroy(_ context: StepContext) async throws -> [PlannedChange] { try await stack.planDestroy(context) }
  func destroy(_ context: StepContext) async throws -> StepSuccess { try await stack.destroy(context) }

  func apply(_ context: StepContext) async throws -> StepSuccess {
    if !context.resume, let reason = try await unfitness(context) {
      context.progress("the integration is made again: \(reason)")
      try await remove(context.named("again"))
    }
    return try await stack.apply(context)
  }

  func verify(_ context: StepContext) async throws -> [CheckResult] {
    let found = try await IntegrationState(context).current()
    let state = CheckResult(
      id: "status", title: "the integration is active", status: found?.isActive == true ? .passed : .failed,
      detail: found?.words ?? "there is no integration", resource: found?.integrationName)
    return try await stack.verify(context) + [state, try await LakeRows(context).check()]
  }

  /// Takes the integration away, and then the table it filled: another one is to begin with none.
  func remove(_ context: StepContext) async throws {
    _ = try await stack.destroy(context)
    try await removeTargetTable(context)
  }

  /// Why an integration that is there cannot stay; nil when it can, or there is none.
  private func unfitness(_ context: StepContext) async throws -> String? {
    guard let found = try await IntegrationState(context).current() else { return nil }
    if found.status == .failed { return found.words }
    guard context.repair else { return nil }
    if found.status == .needsAttention { return found.words }
    let rows = try await LakeRows(context).check()
    return found.isActive && rows.status == .failed ? rows.detail ?? "its rows are not there" : nil
  }
}

/// The integration as Glue tells of it, found by its name: it has a new ARN when it is made again.
struct IntegrationState: Sendable {
  private let context: StepContext

  init(_ context: StepContext) { self.context = context }

  func current() async throws -> Glue.Integration? {
    let name = try context.value("{app}-{env}-ddb-glue-zetl-integration")
    return try await context.aws.glue.describeIntegrationsPages(
      .init(filters: [.init(name: "IntegrationName", values: [name])])
    ).collect(\.integrations).first { $0.integrationName == name }
  }
}

extension Glue.Integration {
  /// A running synchronisation is the working of an active one.
  var isActive: Bool { status == .active || status == .syncing }

  /// Its state, with what Glue has against it.
  var words: String {
    let reasons = errors.map { error in
      [error.errorCode, error.errorMessage].compactMap { $0 }.joined(separator: ": ")
    }
    return ([status.rawValue] + reasons).joined(separator: "; ")
  }
}
