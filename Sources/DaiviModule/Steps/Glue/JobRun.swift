import DaiviAWS
import DaiviProtocol

/// Runs a Glue job and waits for its end. An attempt is found again by its `--run_token` argument, because StartJobRun
/// has no idempotency token.
public struct JobRun: Step {
  public let id: String
  public let kind = "job-run"
  public let title: String
  public let job: Value
  public let arguments: [String: Value]
  /// Texts whose change runs the job again although it is no argument of it (the digest of what it reads).
  public let follows: [Value]
  /// The table the job fills; its rows are counted after the run and in `verify`.
  public let table: TableRows?
  /// Output that names the run, for what must run again after it.
  public let runOutput: String?
  public let limits: [String: Int]
  public let resume = StepManifest.Resume.ask
  public let maxSeconds: Int

  /// - Parameters:
  ///   - job: the job's name.
  ///   - workers: taken from the limit `glue-dpu` for the run's time.
  public init(
    _ id: String, _ title: String, job: Value, arguments: [String: Value] = [:], follows: [Value] = [],
    fills table: TableRows? = nil, runOutput: String? = nil, workers: Int = 2, minutes: Int = 120
  ) {
    self.id = id
    self.title = title
    self.job = job
    self.arguments = arguments
    self.follows = follows
    self.table = table
    self.runOutput = runOutput
    limits = ["glue-dpu": workers]
    maxSeconds = minutes * 60
  }

  public var reads: [Value] { [job] + arguments.values + follows + (table?.reads ?? []) }
  public var actions: [String] { CallActions.glueJob + (table == nil ? [] : CallActions.athenaQuery) }
  public var checks: [CheckDeclaration] {
    [
      table.map { CheckDeclaration(id: "rows", title: $0.title) }
        ?? CheckDeclaration(id: "run", title: "\(title): the last run succeeded")
    ]
  }

  public func outputs(in files: ModuleFiles) throws -> [String] {
    [runOutput, table?.output].compactMap { $0 }
  }

  public func material(in files: ModuleFiles) throws -> String {
    arguments.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
  }

  public func apply(_ context: StepContext) async throws -> StepSuccess {
    let name = try context.value(job)
    let run = try await GlueJob(name: name, context: context).run(
      arguments: try arguments.mapValues(context.value))
    var outputs: [String: String] = [:]
    if let runOutput { outputs[runOutput] = run.id }
    var detail = "\(name) in \(run.seconds) s"
    if let table {
      let rows = try await table.countLoaded(context)
      outputs[table.output] = String(rows)
      detail += ", \(rows) rows"
    }
    return StepSuccess(
      outputs: outputs, resources: [ResourceRecord(type: "AWS::Glue::JobRun", id: run.id)], detail: detail)
  }

  public func verify(_ context: StepContext) async throws -> [CheckResult] {
    if let table { return [try await table.check(context)] }
    let name = try context.value(job)
    let last = try await GlueJob(name: name, context: context).last()
    let state = last?.jobRunState?.rawValue ?? "never run"
    return [
      CheckResult(
        id: "run", title: checks[0].title, status: state == "SUCCEEDED" ? .passed : .failed,
        detail: "\(name): \(state)",
        resource: name)
    ]
  }

  public func planDestroy(_ context: StepContext) async throws -> [PlannedChange] {
    [PlannedChange(action: .skip, type: kind, name: title, detail: "what it loaded goes with its table")]
  }

  /// Ends what still runs; what the job loaded goes with its table.
  public func destroy(_ context: StepContext) async throws -> StepSuccess {
    let stopped = try await GlueJob(name: try context.value(job), context: context).stopAll()
    return StepSuccess(detail: stopped == 0 ? "nothing runs" : "\(stopped) runs stopped")
  }
}
