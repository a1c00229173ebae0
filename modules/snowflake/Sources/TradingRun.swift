import DaiviModule

/// A run of the job that writes the orders, and what it is to have written, counted by Snowflake itself: where orders are
/// missing the job runs again.
struct TradingRun: Step {
  private let run = JobRun(
    "generate", "trading orders", job: "{inputs.tradingJobName}", follows: ["{inputs.scriptsDigest}"],
    runOutput: "tradingRunId")
  private let table: Value = #""{parameters.database}"."{parameters.schema}"."{inputs.tradingTableName}""#

  var id: String { run.id }
  var kind: String { run.kind }
  var title: String { run.title }
  var resume: StepManifest.Resume { run.resume }
  var reads: [Value] { run.reads + [table] }
  var limits: [String: Int] { run.limits }
  var maxSeconds: Int { run.maxSeconds }
  var actions: [String] { run.actions }
  var checks: [CheckDeclaration] {
    [CheckDeclaration(id: "orders", title: "Snowflake has the 10,000 orders of the run")]
  }

  func material(in files: ModuleFiles) throws -> String { try run.material(in: files) }
  func outputs(in files: ModuleFiles) throws -> [String] { try run.outputs(in: files) }
  func plan(_ context: StepContext) async throws -> [PlannedChange] { try await run.plan(context) }
  func planDestroy(_ context: StepContext) async throws -> [PlannedChange] { try await run.planDestroy(context) }
  func destroy(_ context: StepContext) async throws -> StepSuccess { try await run.destroy(context) }

  func apply(_ context: StepContext) async throws -> StepSuccess {
    let success = try await run.apply(context)
    if let fault = try await fault(context) { throw StepError(message: fault) }
    return success
  }

  func verify(_ context: StepContext) async throws -> [CheckResult] {
    let fault = try await fault(context)
    return [
      CheckResult(
        id: checks[0].id, title: checks[0].title, status: fault == nil ? .passed : .failed, detail: fault,
        resource: try context.value(table))
    ]
  }

  private func fault(_ context: StepContext) async throws -> String? {
    let table = try context.value(table)
    do {
      let (session, _) = try await SnowflakeSession.open(context, password: try await Password.current(context))
      // The driver's protocol gives rows in a form of its own, and their number in plain.
      let count = "SELECT n FROM (SELECT count(*) AS n, count(DISTINCT \"order_id\") AS d FROM \(table)) AS t"
      let found = try await session.rows("\(count) WHERE n = 10000 AND d = 10000")
      await session.close()
      return found == 1 ? nil : "\(table) has another number of orders"
    } catch let error as StepError {
      return error.message
    }
  }
}
