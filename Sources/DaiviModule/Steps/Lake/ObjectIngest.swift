import DaiviAWS
import DaiviProtocol
import DaiviSystem
import FoundationEssentials

/// Lands a report in a lake and waits for the workflow run that it starts there.
///
/// The run is found by its property `s3_path` among those that started after the object was written. S3 tells
/// EventBridge of a bucket only some minutes after the bucket was told to: where no run starts, the report lands again.
public struct ObjectIngest: Step {
  public let id: String
  public let kind = "object-ingest"
  public let title: String
  public let location: Value
  public let source: Upload.Source
  public let workflow: Value
  /// The workflow's job, whose log tells what went wrong.
  public let job: Value
  /// Texts whose change lands the report again.
  public let follows: [Value]
  /// The rows that the report has in the table.
  public let table: TableRows
  public let runOutput: String
  public let resume = StepManifest.Resume.ask
  public let limits = ["glue-dpu": 2]
  public let maxSeconds = 2 * 3600

  /// - Parameters:
  ///   - location: of the object, `s3://bucket/key`.
  ///   - runOutput: output that names the workflow run.
  public init(
    _ id: String, _ title: String, to location: Value, from source: Upload.Source, workflow: Value, job: Value,
    follows: [Value] = [], fills table: TableRows, runOutput: String
  ) {
    self.id = id
    self.title = title
    self.location = location
    self.source = source
    self.workflow = workflow
    self.job = job
    self.follows = follows
    self.table = table
    self.runOutput = runOutput
  }

  public var reads: [Value] {
    [location, workflow, job] + follows + table.reads + (source.parameter.map { [$0] } ?? [])
  }
  public var actions: [String] {
    CallActions.objects + CallActions.athenaQuery + [
      "glue:GetWorkflowRun", "glue:GetWorkflowRuns", "logs:GetLogEvents",
    ]
  }
  public var checks: [CheckDeclaration] {
    [
      CheckDeclaration(id: "run", title: "\(title): its workflow run did what it had to"),
      CheckDeclaration(id: "rows", title: table.title),
    ]
  }

  public func outputs(in files: ModuleFiles) throws -> [String] { [runOutput, table.output] }
  public func material(in files: ModuleFiles) throws -> String { try source.material(in: files) }

  public func apply(_ context: StepContext) async throws -> StepSuccess {
    let run = try await landed(context)
    let rows = try await table.countLoaded(context)
    return StepSuccess(
      outputs: [runOutput: run, table.output: String(rows)],
      resources: [ResourceRecord(type: "AWS::Glue::WorkflowRun", id: run)], detail: "\(rows) rows of the report")
  }

  public func verify(_ context: StepContext) async throws -> [CheckResult] {
    let name = try context.value(workflow)
    let found = try await WorkflowRuns(name: name, job: try context.value(job), context: context)
      .latest(of: try context.value(location), since: nil)
    let good = found?.status == .completed && found?.statistics?.succeededActions ?? 0 > 0
    return [
      CheckResult(
        id: "run", title: checks[0].title, status: good ? .passed : .failed,
        detail: found.map { "\($0.workflowRunId ?? "?"): \($0.status?.rawValue ?? "?")" } ?? "there is no run",
        resource: name),
      try await table.check(context),
    ]
  }

  public func destroy(_ context: StepContext) async throws -> StepSuccess {
    let place = try place(context)
    return try await UploadedObjects(aws: context.aws, bucket: place.bucket).remove([place.key])
  }

  /// Puts the object and awaits the run; after a crash first looks whether this attempt had put it already.
  private func landed(_ context: StepContext) async throws -> String {
    let place = try place(context)
    let runs = WorkflowRuns(
      name: try context.value(workflow), job: try context.value(job), context: context)
    let path = try context.value(location)
    for attempt in 0..<4 {
      let there = context.resume && attempt == 0 ? try await written(place, context) : nil
      let since = if let there { there } else { try await put(place, context) }
      context.progress("\(place.key) landed; waiting for the run it starts")
      if let run = try await runs.started(by: path, since: since, within: .seconds(180)) {
        return try await runs.untilDone(run)
      }
    }
    throw StepError(
      message: "no run of the workflow \(runs.name) started for \(path)",
      hint: "see the log of the function \(context.environment.app)-\(context.environment.env)-\(context.module)-"
        + "workflow-trigger, and whether the bucket tells EventBridge of its objects")
  }

  private func put(_ place: ObjectPlace, _ context: StepContext) async throws -> Date? {
    let content = try source.content(context)
    var options = S3.PutOptions()
    options.metadata = [Self.tokenName: context.token]
    switch content.body {
    case .bytes(let bytes):
      try await context.aws.s3.putObject(bucket: place.bucket, key: place.key, bytes: bytes, options: options)
    case .file(let path):
      try await context.aws.s3.putObject(bucket: place.bucket, key: place.key, file: path, options: options)
    }
    return try await written(place, context)
  }

  /// When this attempt wrote the object; nil when it did not.
  private func written(_ place: ObjectPlace, _ context: StepContext) async throws -> Date? {
    do {
      let head = try await context.aws.s3.headObject(bucket: place.bucket, key: place.key)
      return head.metadata[Self.tokenName] == context.token ? head.lastModified : nil
    } catch let error as AWSError where error.isNotFound {
      return nil
    }
  }

  private func place(_ context: StepContext) throws -> ObjectPlace { try ObjectPlace(context.value(location)) }

  private static let tokenName = "daivi-token"
}
