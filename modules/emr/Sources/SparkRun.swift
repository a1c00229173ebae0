import DaiviModule

/// One job run of EMR Serverless as a step drives it.
struct SparkRun: Sendable {
  let application: String
  let role: String
  let logGroup: String
  let context: StepContext

  private var emr: EMRServerless { context.aws.emrServerless }

  /// Starts the run, or goes on with the one that this attempt started before, and waits for its end. A run that failed
  /// while nobody watched is followed by another, whose token names both.
  func run(name: String, _ spark: EMRServerless.SparkSubmit) async throws -> EMRServerless.JobRun {
    func start(_ token: String) async throws -> String {
      try await emr.startJobRun(
        .init(
          applicationId: application, clientToken: token, executionRoleArn: role, name: name,
          jobDriver: .init(sparkSubmit: spark), executionTimeoutMinutes: 60,
          tags: context.environment.tags)
      ).jobRunId
    }
    let id = try await start(context.token)
    if context.resume {
      let found = try await emr.getJobRun(applicationID: application, id: id)
      if Self.failures.contains(found.state) {
        context.progress("run \(id) ended \(found.state); starting another")
        return try await untilDone(try await start("\(context.token)-\(id)"))
      }
    }
    return try await untilDone(id)
  }

  private static let failures: Set = ["FAILED", "CANCELLED"]

  private func untilDone(_ id: String) async throws -> EMRServerless.JobRun {
    var backoff = Backoff(first: .milliseconds(250), longest: .seconds(10))
    var shown = ""
    while true {
      let run = try await emr.getJobRun(applicationID: application, id: id)
      if run.state == "SUCCESS" { return run }
      if Self.failures.contains(run.state) { throw await failure(run) }
      if run.state != shown { context.progress("run \(id) \(run.state)") }
      shown = run.state
      try await backoff.pause()
    }
  }

  private func failure(_ run: EMRServerless.JobRun) async -> StepError {
    var message = "Spark run \(run.jobRunId) ended \(run.state)"
    if let words = run.stateDetails, !words.isEmpty { message += ": \(words)" }
    let tail = await logTail(run.jobRunId)
    if !tail.isEmpty { message += "\nlast lines of its log:\n" + tail.map { "  \($0)" }.joined(separator: "\n") }
    return StepError(
      message: message, service: "EMR Serverless", operation: "StartJobRun", code: run.state,
      hint: "log group \(logGroup), streams with \(run.jobRunId)")
  }

  /// The end of the driver's error log; empty when there is none to be had.
  private func logTail(_ id: String) async -> [String] {
    guard let streams = try? await context.aws.logs.latestLogStreams(group: logGroup).map(\.logStreamName),
      let stream = streams.first(where: { $0.contains("/jobs/\(id)/SPARK_DRIVER/") && $0.hasSuffix("stderr") }),
      let events = try? await context.aws.logs.getLogEvents(
        .init(logStreamName: stream, logGroupName: logGroup, limit: 12, startFromHead: false)
      ).events
    else { return [] }
    return events.compactMap { $0.message?.split(separator: "\n").last.map(String.init) }.suffix(8)
  }
}
