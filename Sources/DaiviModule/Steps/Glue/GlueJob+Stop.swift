import DaiviAWS
import DaiviProtocol

extension GlueJob {
  /// Stops every run that has not ended and waits for that, because a job's stack and role go after it.
  /// - Returns: how many there were; 0 also when there is no such job.
  func stopAll() async throws -> Int {
    let glue = context.aws.glue
    var asked = Set<String>()
    var backoff = Backoff(first: .milliseconds(200), longest: .seconds(10))
    while true {
      // Before anything was stopped nothing is waited for.
      let running = try await PatientPoll.look(
        silences: asked.isEmpty ? 0 : PatientPoll.mostSilences, telling: context.progress
      ) { try await runsUnderWay() }
      if running.isEmpty { return asked.count }
      let fresh = running.filter { asked.insert($0).inserted }
      if !fresh.isEmpty {
        context.progress("stopping \(fresh.count) runs of \(name)")
        let answer = try await glue.batchStopJobRun(.init(jobName: name, jobRunIds: fresh))
        // A run that ended by itself in between is no error.
        if let error = answer.errors.first, try await runsUnderWay().contains(error.jobRunId ?? "") {
          throw StepError(
            message: "run \(error.jobRunId ?? "?") of \(name) cannot be stopped: "
              + (error.errorDetail?.errorMessage ?? "no reason given"),
            service: "Glue", operation: "BatchStopJobRun", code: error.errorDetail?.errorCode)
        }
      }
      try await backoff.pause()
    }
  }

  private func runsUnderWay() async throws -> [String] {
    let underWay: Set = ["STARTING", "RUNNING", "WAITING", "STOPPING"]
    do {
      return try await context.aws.glue.getJobRunsPages(.init(jobName: name, maxResults: 200)).collect(\.jobRuns)
        .filter { underWay.contains($0.jobRunState?.rawValue ?? "") }.compactMap(\.id)
    } catch let error as AWSError where error.isNotFound {
      return []
    }
  }
}
