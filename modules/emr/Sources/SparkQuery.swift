import DaiviModule

/// Runs a Spark script as a job run of EMR Serverless and reads what it wrote: rows of the table and their number.
///
/// An attempt is found again by its client token. `verify` looks whether the result is still there and still true: the
/// table, counted by Athena, has as many rows as Spark counted.
struct SparkQuery: Step {
  let id: String
  let kind = "job-run"
  let title: String
  /// Key in the bucket of scripts.
  let script: String
  /// Key prefix of the result in the bucket for temporary files.
  let result: String
  /// Texts whose change runs the query again.
  let follows: [Value]
  let resume = StepManifest.Resume.ask

  init(_ id: String, _ title: String, script: String, result: String, follows: [Value]) {
    self.id = id
    self.title = title
    self.script = script
    self.result = result
    self.follows = follows
  }

  var reads: [Value] {
    follows + [
      "{inputs.applicationId}", "{inputs.jobRoleArn}", "{inputs.logGroupName}", "{inputs.glueScriptsBucket}",
      "{inputs.glueTempBucket}", "{inputs.databaseName}", "{inputs.hiveTableName}", "{inputs.workgroupName}",
    ]
  }
  var actions: [String] { CallActions.objects }
  var checks: [CheckDeclaration] {
    [CheckDeclaration(id: "result", title: "\(title): the result is there and true")]
  }

  func outputs(in files: ModuleFiles) throws -> [String] { ["emrRunId", "emrTableRows", "emrResult"] }
  func material(in files: ModuleFiles) throws -> String { "\(script)|\(result)|\(Self.settings)" }

  /// Spark finds tables in the Data Catalog.
  private static let settings = [
    "spark.hadoop.hive.metastore.client.factory.class="
      + "com.amazonaws.glue.catalog.metastore.AWSGlueDataCatalogHiveClientFactory",
    "spark.driver.cores=2", "spark.driver.memory=4g", "spark.executor.cores=2", "spark.executor.memory=4g",
    "spark.dynamicAllocation.maxExecutors=4",
  ].map { "--conf \($0)" }.joined(separator: " ")

  func apply(_ context: StepContext) async throws -> StepSuccess {
    let application = Application(id: try context.value("{inputs.applicationId}"), context: context)
    let run = try await SparkRun(
      application: application.id, role: try context.value("{inputs.jobRoleArn}"),
      logGroup: try context.value("{inputs.logGroupName}"), context: context
    ).run(
      name: try context.value("{app}-{env}-\(id)"),
      .init(
        entryPoint: try context.value("s3://{inputs.glueScriptsBucket}/\(script)"),
        entryPointArguments: [
          "--DATABASE_NAME", try context.value("{inputs.databaseName}"),
          "--TABLE_NAME", try context.value("{inputs.hiveTableName}"),
          "--RESULT", try context.value("s3://{inputs.glueTempBucket}/\(result)"),
        ],
        sparkSubmitParameters: Self.settings))
    // Nobody needs it until the next query, and one that runs could not be changed.
    try await application.stop()
    guard let found = try await QueryResult(context, prefix: result).read() else {
      throw StepError(message: "run \(run.jobRunId) succeeded and wrote no result below \(try place(context))")
    }
    return StepSuccess(
      outputs: ["emrRunId": run.jobRunId, "emrTableRows": String(found.tableRows), "emrResult": try place(context)],
      resources: [ResourceRecord(type: "AWS::EMRServerless::JobRun", id: run.jobRunId)],
      detail: "\(found.rows.count) rows read of \(found.tableRows)"
        + (run.totalExecutionDurationSeconds.map { ", in \($0) s" } ?? ""))
  }

  func verify(_ context: StepContext) async throws -> [CheckResult] {
    let table = try context.value(#""{inputs.databaseName}"."{inputs.hiveTableName}""#)
    let place = try place(context)
    func answer(_ status: CheckResult.Status, _ detail: String) -> [CheckResult] {
      [CheckResult(id: "result", title: checks[0].title, status: status, detail: detail, resource: place)]
    }
    guard let found = try await QueryResult(context, prefix: result).read() else {
      return answer(.failed, "there is no result below \(place)")
    }
    let sql = "SELECT count(*) FROM \(table)"
    do {
      let live = try await context.aws.athena.run(sql, workgroup: try context.value("{inputs.workgroupName}"))
      let rows = live.rows.first?.first.flatMap { $0 } ?? "no"
      return answer(
        rows == String(found.tableRows) && !found.rows.isEmpty ? .passed : .failed,
        "\(table) has \(rows) rows, the query read \(found.rows.count) and counted \(found.tableRows)")
    } catch let error as QueryFailure {
      return answer(.failed, "\(table): \(error.reason)")
    }
  }

  func destroy(_ context: StepContext) async throws -> StepSuccess {
    try await QueryResult(context, prefix: result).remove()
  }

  private func place(_ context: StepContext) throws -> String {
    try context.value("s3://{inputs.glueTempBucket}/\(result)")
  }
}
