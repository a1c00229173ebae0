import DaiviAWS
import FoundationEssentials

/// The runs of one Glue workflow, as a step looks for them and waits for them.
struct WorkflowRuns: Sendable {
  let name: String
  /// The job whose log tells what went wrong.
  let job: String
  let context: StepContext

  /// The newest run for an object, of those that started at or after `since`.
  func latest(of path: String, since: Date?) async throws -> Glue.WorkflowRun? {
    var found: Glue.WorkflowRun?
    for try await page in context.aws.glue.getWorkflowRunsPages(.init(name: name)) {
      for run in page.runs where run.workflowRunProperties["s3_path"] == path {
        let started = run.startedOn ?? .distantPast
        // S3 tells the time of writing in whole seconds.
        if let since, started < since { continue }
        if started >= found?.startedOn ?? .distantPast { found = run }
      }
    }
    return found
  }

  /// The id of the run that an object starts; nil when none has started in time.
  func started(by path: String, since: Date?, within limit: Duration) async throws -> String? {
    let end = ContinuousClock.now.advanced(by: limit)
    var backoff = Backoff(first: .milliseconds(250), longest: .seconds(10))
    while ContinuousClock.now < end {
      let found = try await PatientPoll.look(telling: context.progress) { try await latest(of: path, since: since) }
      if let id = found?.workflowRunId { return id }
      try await backoff.pause()
    }
    return nil
  }

  /// Waits for the end of a run; its id. Throws what its job failed with.
  func untilDone(_ id: String) async throws -> String {
    var backoff = Backoff(first: .milliseconds(250), longest: .seconds(10))
    while true {
      let answer = try await PatientPoll.look(telling: context.progress) {
        try await context.aws.glue.getWorkflowRun(.init(name: name, runId: id))
      }
      guard let run = answer.run else {
        throw StepError(message: "Glue knows no run \(id) of the workflow \(name)")
      }
      let status = run.status?.rawValue ?? "unknown"
      switch status {
      case "RUNNING", "STOPPING": try await backoff.pause()
      case "COMPLETED"
      where (run.statistics?.succeededActions ?? 0) > 0
        && run.statistics?.succeededActions == run.statistics?.totalActions:
        return id
      default: throw try await failure(run, id: id, status: status)
      }
    }
  }

  private func failure(_ run: Glue.WorkflowRun, id: String, status: String) async throws -> any Error {
    if let error = try await GlueJob(name: job, context: context).failure(inWorkflowRun: id) { return error }
    return StepError(
      message: "run \(id) of the workflow \(name) ended \(status): \(run.errorMessage ?? "not every action succeeded")",
      service: "Glue", operation: "StartWorkflowRun", code: status)
  }
}
