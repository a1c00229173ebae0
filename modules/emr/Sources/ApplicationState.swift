import DaiviModule

/// Whether the application takes jobs. A running application can be neither changed nor deleted: taking it away begins
/// with ending its jobs and stopping it, which CloudFormation does not do.
let applicationState = Custom(
  "state", "the application takes jobs", reads: ["{inputs.applicationId}"],
  checks: [CheckDeclaration(id: "state", title: "the application takes jobs")],
  apply: { context in
    let result = try await state(context)
    guard result.status == .passed else {
      throw StepError(message: result.detail ?? "it does not", service: "EMR Serverless", operation: "GetApplication")
    }
    return StepSuccess(detail: result.detail)
  },
  verify: { context in [try await state(context)] },
  destroy: { context in
    let runs = Application(id: try context.value("{inputs.applicationId}"), context: context)
    let cancelled = try await runs.cancelRuns()
    try await runs.stop()
    return StepSuccess(detail: cancelled == 0 ? "stopped" : "\(cancelled) runs cancelled, stopped")
  })

private func state(_ context: StepContext) async throws -> CheckResult {
  let id = try context.value("{inputs.applicationId}")
  func result(_ status: CheckResult.Status, _ detail: String) -> CheckResult {
    CheckResult(id: "state", title: "the application takes jobs", status: status, detail: detail, resource: id)
  }
  do {
    let found = try await context.aws.emrServerless.getApplication(id)
    let name = found.name ?? id
    return found.state == "TERMINATED"
      ? result(.failed, "\(name) is TERMINATED") : result(.passed, "\(name) \(found.state)")
  } catch let error as AWSError where error.isNotFound {
    return result(.failed, "there is no application \(id)")
  }
}

/// One application as steps end what goes on in it.
struct Application: Sendable {
  let id: String
  let context: StepContext

  private static let underWay: Set = ["SUBMITTED", "PENDING", "SCHEDULED", "RUNNING", "QUEUED", "CANCELLING"]
  private var emr: EMRServerless { context.aws.emrServerless }

  /// Cancels every run that has not ended and waits for that; how many there were, 0 also without an application.
  func cancelRuns() async throws -> Int {
    var asked = Set<String>()
    var backoff = Backoff(first: .milliseconds(200), longest: .seconds(10))
    while true {
      let runs = try await runsUnderWay()
      if runs.isEmpty { return asked.count }
      for run in runs where asked.insert(run).inserted {
        context.progress("cancelling run \(run)")
        do {
          try await emr.cancelJobRun(applicationID: id, id: run)
        } catch let error as AWSError where error.code == "ValidationException" || error.isNotFound {
          // It ended by itself in between.
          continue
        }
      }
      try await backoff.pause()
    }
  }

  /// Stops the application and waits for that. One that is gone or stopped is no error.
  func stop() async throws {
    var backoff = Backoff(first: .milliseconds(200), longest: .seconds(10))
    var asked = false
    do {
      while true {
        let state = try await emr.getApplication(id).state
        if ["CREATED", "STOPPED", "TERMINATED"].contains(state) { return }
        if state == "STARTED", !asked {
          try await emr.stopApplication(id)
          asked = true
        }
        try await backoff.pause()
      }
    } catch let error as AWSError where error.isNotFound {
      return
    }
  }

  private func runsUnderWay() async throws -> [String] {
    do {
      return try await emr.listJobRunsPages(applicationID: id).collect(\.jobRuns)
        .filter { Self.underWay.contains($0.state) }.map(\.id)
    } catch let error as AWSError where error.isNotFound {
      return []
    }
  }
}
