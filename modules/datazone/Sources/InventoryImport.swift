import DaiviModule

/// Runs a project's data source and waits for its end. `verify` looks for the lake's tables in the project's inventory.
struct InventoryImport: Step {
  let id: String
  let kind = "data-source-run"
  let title: String
  let resume = StepManifest.Resume.ask
  /// How long what a run took may stay out of the inventory's search.
  private let patience: Duration

  init(_ id: String, _ title: String, patience: Duration = .seconds(60)) {
    self.id = id
    self.title = title
    self.patience = patience
  }

  var reads: [Value] {
    [
      "{inputs.exchangeDomainId}", "{inputs.projectId}", "{inputs.dataSourceId}", "{inputs.databaseName}",
      "{inputs.hiveTableName}", "{inputs.icebergTableName}",
    ]
  }
  var checks: [CheckDeclaration] { [CheckDeclaration(id: "assets", title: "\(title): all are there")] }

  func material(in files: ModuleFiles) throws -> String { "1" }

  func apply(_ context: StepContext) async throws -> StepSuccess {
    let (domain, source) = (try context.value("{inputs.exchangeDomainId}"), try context.value("{inputs.dataSourceId}"))
    var run = try await context.aws.dataZone.startDataSourceRun(
      domain: domain, source: source, clientToken: context.token)
    if context.resume, run.status == "FAILED" {
      // It failed while nobody watched: another one, whose token names both.
      run = try await context.aws.dataZone.startDataSourceRun(
        domain: domain, source: source, clientToken: "\(context.token)-\(run.id)")
    }
    run = try await untilDone(run, domain, context)
    let numbers = run.runStatisticsForAssets
    let taken = [numbers?.added, numbers?.updated, numbers?.unchanged].reduce(0) { $0 + ($1 ?? 0) }
    let missing = try await stillMissing(context)
    guard missing.isEmpty else {
      throw StepError(
        message: "data source run \(run.id) took \(taken) tables, and not \(missing.joined(separator: ", "))",
        service: "DataZone", operation: "StartDataSourceRun", code: run.status,
        hint: "the role that reads the catalog needs Lake Formation's rights on the table")
    }
    return StepSuccess(
      resources: [ResourceRecord(type: "AWS::DataZone::DataSourceRun", id: run.id)],
      detail: "\(taken) tables, \(numbers?.added ?? 0) of them new")
  }

  func verify(_ context: StepContext) async throws -> [CheckResult] {
    let missing = try await missing(context)
    return [
      CheckResult(
        id: "assets", title: checks[0].title, status: missing.isEmpty ? .passed : .failed,
        detail: missing.isEmpty ? nil : "missing: \(missing.joined(separator: ", "))",
        resource: try context.value("{inputs.projectId}"))
    ]
  }

  func planDestroy(_ context: StepContext) async throws -> [PlannedChange] {
    [PlannedChange(action: .skip, type: kind, name: title, detail: "goes with the project")]
  }

  func destroy(_ context: StepContext) async throws -> StepSuccess { StepSuccess(detail: "goes with the project") }

  private func untilDone(
    _ started: DataZone.DataSourceRun, _ domain: String, _ context: StepContext
  ) async throws -> DataZone.DataSourceRun {
    var backoff = Backoff(first: .milliseconds(250), longest: .seconds(10))
    var run = started
    while true {
      switch run.status {
      case "SUCCESS": return run
      case "FAILED", "PARTIALLY_SUCCEEDED":
        let reason = run.errorMessage.map { "\($0.errorType): \($0.errorDetail ?? "no detail")" }
        throw StepError(
          message: "data source run \(run.id) ended \(run.status): \(reason ?? "DataZone gives no reason")",
          service: "DataZone", operation: "StartDataSourceRun", code: run.status)
      default: context.progress("data source run \(run.id) \(run.status)")
      }
      try await backoff.pause()
      run = try await context.aws.dataZone.getDataSourceRun(domain: domain, id: run.id)
    }
  }

  /// The same, once search has had the time to learn of what a run took.
  private func stillMissing(_ context: StepContext) async throws -> [String] {
    var backoff = Backoff(first: .milliseconds(250), longest: .seconds(10))
    let limit = ContinuousClock.now.advanced(by: patience)
    while true {
      let missing = try await missing(context)
      if missing.isEmpty || ContinuousClock.now >= limit { return missing }
      context.progress("waiting for \(missing.joined(separator: ", ")) in the inventory")
      try await backoff.pause()
    }
  }

  /// Tables of the lake that are no asset of the project: those that the lake itself makes, not what reports make later.
  private func missing(_ context: StepContext) async throws -> [String] {
    let database = try context.value("{inputs.databaseName}")
    let tables = [try context.value("{inputs.hiveTableName}"), try context.value("{inputs.icebergTableName}")]
    let assets: [DataZone.AssetItem]
    do {
      assets = try await context.aws.dataZone.searchAssetsPages(
        domain: try context.value("{inputs.exchangeDomainId}"), project: try context.value("{inputs.projectId}")
      ).collect(\.assets)
    } catch let error as AWSError where error.isNotFound {
      return tables
    }
    return tables.filter { table in
      !assets.contains { $0.name == table || $0.externalIdentifier?.hasSuffix("/\(database)/\(table)") == true }
    }
  }
}
