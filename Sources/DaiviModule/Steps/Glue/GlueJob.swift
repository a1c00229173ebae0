import DaiviAWS
import DaiviProtocol

/// One Glue job as a step drives it.
struct GlueJob: Sendable {
  let name: String
  let context: StepContext

  static let tokenArgument = "--run_token"
  private var glue: Glue { context.aws.glue }

  /// A run that ended well.
  struct Run: Sendable {
    var id: String
    var seconds: Int
  }

  /// Starts the job, or finds the run this attempt started before, and waits for its end. A run that failed meanwhile
  /// is followed by another, under the attempt's token and the failed run's id.
  func run(arguments: [String: String]) async throws -> Run {
    var token = context.token
    if context.resume, let (id, last) = try await latest(among: { $0.hasPrefix(context.token) }) {
      guard let state = last.jobRunState?.rawValue, Self.failures.contains(state) else {
        context.progress("found run \(id) under way")
        return try await untilDone(id)
      }
      context.progress("run \(id) ended \(state); starting another")
      token = "\(context.token)-after-\(id)"
    }
    return try await untilDone(try await start(arguments, token: token))
  }

  static let failures: Set = ["FAILED", "STOPPED", "TIMEOUT", "ERROR", "EXPIRED"]

  func last() async throws -> Glue.JobRun? {
    try await glue.getJobRuns(.init(jobName: name, maxResults: 1)).jobRuns.first
  }

  /// What a workflow's run of the job failed with; nil when it ran well, or not at all.
  func failure(inWorkflowRun id: String) async throws -> StepError? {
    for try await page in glue.getJobRunsPages(.init(jobName: name, maxResults: 200)) {
      for run in page.jobRuns where run.arguments["--WORKFLOW_RUN_ID"] == id {
        let state = run.jobRunState?.rawValue ?? "unknown"
        return state == "SUCCEEDED" ? nil : try await failure(run, id: run.id ?? "", state: state)
      }
    }
    return nil
  }

  /// The newest of the job's runs whose token is one of those asked for.
  func latest(among isOurs: (String) -> Bool) async throws -> (id: String, run: Glue.JobRun)? {
    for try await page in glue.getJobRunsPages(.init(jobName: name, maxResults: 200)) {
      for run in page.jobRuns {
        if let id = run.id, let token = run.arguments[Self.tokenArgument], isOurs(token) { return (id, run) }
      }
    }
    return nil
  }

  func start(_ arguments: [String: String], token: String) async throws -> String {
    var arguments = arguments
    arguments[Self.tokenArgument] = token
    var backoff = Backoff(first: .milliseconds(500), longest: .seconds(30))
    var told = false
    while true {
      do {
        let response = try await glue.startJobRun(.init(jobName: name, arguments: arguments))
        guard let id = response.jobRunId else { throw StepError(message: "Glue started \(name) without a run id") }
        return id
      } catch let error as AWSError where error.code == "ConcurrentRunsExceededException" {
        // The run in the way may be this attempt's own, whose answer was lost.
        if let id = try await begun(token) { return id }
        if !told { context.progress("another run of \(name) is under way; waiting for it") }
        told = true
        try await backoff.pause()
      } catch let error as AWSError where error.isAmbiguous {
        // The answer was lost: ask before starting a second one.
        try await backoff.pause()
        if let id = try await begun(token) { return id }
      }
    }
  }

  /// The run under this token, if Glue has begun it.
  private func begun(_ token: String) async throws -> String? {
    try await PatientPoll.look(telling: context.progress) { try await latest(among: { $0 == token })?.id }
  }

  private func untilDone(_ id: String) async throws -> Run {
    var backoff = Backoff(first: .milliseconds(250), longest: .seconds(10))
    var shown = ""
    while true {
      let run = try await look(at: id)
      let state = run.jobRunState?.rawValue ?? "unknown"
      switch state {
      case "SUCCEEDED": return Run(id: id, seconds: run.executionTime ?? 0)
      case _ where Self.failures.contains(state): throw try await failure(run, id: id, state: state)
      default:
        if state != shown { context.progress("\(name) \(state)") }
        shown = state
        try await backoff.pause()
      }
    }
  }

  /// A run that goes on: one answer too few does not end the wait for it.
  func look(at id: String) async throws -> Glue.JobRun {
    let answer = try await PatientPoll.look(telling: context.progress) {
      try await glue.getJobRun(.init(jobName: name, runId: id))
    }
    guard let run = answer.jobRun else { throw StepError(message: "Glue knows no run \(id) of \(name)") }
    return run
  }

  func failure(_ run: Glue.JobRun, id: String, state: String) async throws -> StepError {
    var message = "Glue job \(name) ended \(state)"
    if let words = run.errorMessage, !words.isEmpty { message += ": \(words)" }
    let tail = await logTail(run, id: id)
    if !tail.isEmpty { message += "\nlast lines of its log:\n" + tail.map { "  \($0)" }.joined(separator: "\n") }
    return StepError(
      message: message, service: "Glue", operation: "StartJobRun", code: state,
      hint: "log group \(run.logGroupName ?? "/aws-glue/jobs")/error, stream \(id)")
  }

  /// The end of the run's error log; empty when there is none to be had.
  private func logTail(_ run: Glue.JobRun, id: String) async -> [String] {
    let group = (run.logGroupName ?? "/aws-glue/jobs") + "/error"
    let request = Logs.GetLogEventsRequest(logStreamName: id, logGroupName: group, limit: 12, startFromHead: false)
    guard let events = try? await context.aws.logs.getLogEvents(request).events else { return [] }
    return events.compactMap { $0.message?.split(separator: "\n").last.map(String.init) }.suffix(8)
  }
}
