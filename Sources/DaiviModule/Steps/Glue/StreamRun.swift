import DaiviAWS
import DaiviProtocol
import FoundationEssentials

/// Starts a Glue streaming job, which has no end, and waits until it runs and `arrival` says that what is sent arrives.
///
/// What runs already is stopped first: the step runs again when something it depends on changed, or a check failed, and
/// the job's checkpoint lets the new run begin where the old one ended. The script leaves word of what runs (an object
/// with its SHA-256, and what reads the stream for it); `verify` compares that with the script this binary carries.
public struct StreamRun: Step {
  public typealias Arrival = @Sendable (StepContext) async throws -> String

  public let id: String
  public let kind = "stream-run"
  public let title: String
  public let job: Value
  /// Place of the object in which the script leaves word, `s3://bucket/key`.
  public let status: Value
  /// The job's script in iac/.
  public let script: String
  public let follows: [Value]
  public let runOutput: String
  public let limits: [String: Int]
  public let resume = StepManifest.Resume.ask
  public let maxSeconds = 3600
  private let revision: String
  private let arrival: Arrival

  /// - Parameters:
  ///   - follows: texts whose change begins the job anew.
  ///   - workers: taken from the limit `glue-dpu` while the step runs.
  ///   - arrival: sends something and waits until it is there; words for the report.
  public init(
    _ id: String, _ title: String, job: Value, status: Value, script: String, follows: [Value] = [],
    runOutput: String, workers: Int = 2, revision: String = "1", arrival: @escaping Arrival
  ) {
    self.id = id
    self.title = title
    self.job = job
    self.status = status
    self.script = script
    self.follows = follows
    self.runOutput = runOutput
    limits = ["glue-dpu": workers]
    self.revision = revision
    self.arrival = arrival
  }

  public var reads: [Value] { [job, status] + follows }
  public var actions: [String] { CallActions.glueJob + CallActions.objects + CallActions.athenaQuery }
  public var checks: [CheckDeclaration] {
    [
      CheckDeclaration(id: "run", title: "\(title): it runs"),
      CheckDeclaration(id: "script", title: "\(title): what runs is the script that was uploaded"),
    ]
  }

  public func outputs(in files: ModuleFiles) throws -> [String] { [runOutput] }
  public func material(in files: ModuleFiles) throws -> String { "\(revision)|\(try files.digest(script))" }

  public func apply(_ context: StepContext) async throws -> StepSuccess {
    let glueJob = GlueJob(name: try context.value(job), context: context)
    let run = try await glueJob.stream()
    let words = try await glueJob.whileRunning(run) { try await arrival(context) }
    return StepSuccess(
      outputs: [runOutput: run], resources: [ResourceRecord(type: "AWS::Glue::JobRun", id: run)],
      detail: "\(glueJob.name) runs, \(words)")
  }

  public func verify(_ context: StepContext) async throws -> [CheckResult] {
    let name = try context.value(job)
    let last = try await GlueJob(name: name, context: context).lastIfAny()
    let state = last?.jobRunState?.rawValue ?? "never started"
    let word = last?.errorMessage.map { ": \($0)" } ?? ""
    return [
      CheckResult(
        id: "run", title: checks[0].title, status: state == "RUNNING" ? .passed : .failed,
        detail: "\(name) is \(state)\(state == "RUNNING" ? "" : word)", resource: name),
      try await scriptCheck(context),
    ]
  }

  public func planDestroy(_ context: StepContext) async throws -> [PlannedChange] {
    [PlannedChange(action: .delete, type: kind, name: context.planned(job), detail: "its run is stopped")]
  }

  public func destroy(_ context: StepContext) async throws -> StepSuccess {
    let stopped = try await GlueJob(name: try context.value(job), context: context).stopAll()
    return StepSuccess(detail: stopped == 0 ? "nothing runs" : "stopped")
  }

  /// What a script says of itself when it starts.
  private struct Word: Decodable {
    var scriptSha256: String
    var source: String
  }

  private func scriptCheck(_ context: StepContext) async throws -> CheckResult {
    let place = try context.value(status)
    func result(_ status: CheckResult.Status, _ detail: String) -> CheckResult {
      CheckResult(id: "script", title: checks[1].title, status: status, detail: detail, resource: place)
    }
    let location = try ObjectPlace(place)
    do {
      let object = try await context.aws.s3.getObject(bucket: location.bucket, key: location.key)
      let word = try JSONDecoder().decode(Word.self, from: Data(object.bytes))
      let expected = try context.files.digest(script)
      guard word.scriptSha256 == expected else {
        return result(
          .failed, "SHA-256 \(word.scriptSha256.prefix(16))... runs, uploaded was \(expected.prefix(16))...")
      }
      return result(.passed, "SHA-256 \(expected.prefix(16))..., reads with \(word.source)")
    } catch let error as AWSError where error.isNotFound {
      return result(.failed, "it left no word at \(place)")
    }
  }
}

extension GlueJob {
  /// The id of a run that is RUNNING: the one this attempt started before, or a new one.
  func stream() async throws -> String {
    if context.resume, let (id, run) = try await latest(among: { $0.hasPrefix(context.token) }),
      !Self.failures.contains(run.jobRunState?.rawValue ?? "")
    {
      context.progress("found run \(id) under way")
      return try await untilRunning(id)
    }
    if try await stopAll() > 0 { context.progress("the run before has ended") }
    return try await untilRunning(try await start([:], token: context.token))
  }

  /// The newest run; nil when there is none, or no such job.
  func lastIfAny() async throws -> Glue.JobRun? {
    do {
      return try await last()
    } catch let error as AWSError where error.isNotFound {
      return nil
    }
  }

  private func untilRunning(_ id: String) async throws -> String {
    var backoff = Backoff(first: .milliseconds(250), longest: .seconds(10))
    var id = id
    while true {
      let state: String
      (id, state) = try await followed(id)
      if state == "RUNNING" { return id }
      context.progress("\(name) \(state)")
      try await backoff.pause()
    }
  }

  /// Does something that takes its time, unless the run ends meanwhile: then its own words are thrown.
  func whileRunning<Result: Sendable>(
    _ id: String, _ body: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    try await withThrowingTaskGroup(of: Result?.self) { group in
      group.addTask { try await body() }
      group.addTask {
        var id = id
        while true {
          try await Task.sleep(for: .seconds(2))
          id = try await followed(id).id
        }
      }
      defer { group.cancelAll() }
      while let result = try await group.next() {
        if let result { return result }
      }
      throw CancellationError()
    }
  }

  /// A run and its state; throws what it failed with. A failed run that Glue begins again by itself, as its job allows,
  /// goes on under another id.
  private func followed(_ id: String) async throws -> (id: String, state: String) {
    var id = id
    var backoff = Backoff(first: .milliseconds(250))
    var looks = 0
    while true {
      let run = try await look(at: id)
      let state = run.jobRunState?.rawValue ?? "unknown"
      guard Self.failures.contains(state) else { return (id, state) }
      if state == "FAILED",
        let next = try await PatientPoll.look(telling: context.progress, { try await next(after: id) })
      {
        context.progress("run \(id) failed; Glue began \(next)")
        (id, looks) = (next, 0)
        continue
      }
      // It is listed a moment after the other has failed.
      looks += 1
      if state != "FAILED" || looks > 3 { throw try await failure(run, id: id, state: state) }
      try await backoff.pause()
    }
  }

  /// The newest run after this one that Glue began for it: it names the one before, and has the same arguments.
  private func next(after id: String) async throws -> String? {
    for try await page in context.aws.glue.getJobRunsPages(.init(jobName: name, maxResults: 200)) {
      for run in page.jobRuns {
        if run.id == id { return nil }
        let isOurs =
          run.previousRunId == id || run.arguments[Self.tokenArgument]?.hasPrefix(context.token) == true
        if isOurs { return run.id }
      }
    }
    return nil
  }
}
