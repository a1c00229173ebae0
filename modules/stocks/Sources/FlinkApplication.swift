import DaiviAWS
import DaiviModule

/// The application once its stack is there: CloudFormation makes it, and leaves it READY.
enum FlinkApplication {
  private static let runs = CheckDeclaration(
    id: "application", title: "the Flink application runs, with the archive that was built")

  static let step = Custom(
    "run", "Flink application", kind: "flink-run",
    reads: ["{inputs.applicationName}", "{inputs.flinkApplicationKey}"], outputs: ["flinkVersion"], checks: [runs],
    apply: { context in
      let name = try context.value("{inputs.applicationName}")
      let flink = context.aws.managedFlink
      var isStarted = false
      var backoff = Backoff(first: .milliseconds(300), longest: .seconds(10))
      while true {
        let application = try await flink.describeApplication(name: name)
        switch application.applicationStatus {
        case "RUNNING":
          return StepSuccess(
            outputs: ["flinkVersion": "\(application.applicationVersionId)"],
            detail: "\(name), version \(application.applicationVersionId)")
        case "READY" where isStarted:
          throw StepError(
            message: "the Flink application \(name) did not start", service: "Kinesis Analytics V2",
            operation: "StartApplication", hint: "its log is in the log group /aws/kinesis-analytics/\(name)")
        case "READY":
          context.progress("starting \(name)")
          try await flink.startApplication(name: name)
          isStarted = true
        case let status: context.progress("\(name) is \(status)")
        }
        try await backoff.pause()
      }
    },
    verify: { context in
      let name = try context.value("{inputs.applicationName}")
      let built = try context.value("{inputs.flinkApplicationKey}")
      func result(_ status: CheckResult.Status, _ detail: String) -> [CheckResult] {
        [CheckResult(id: runs.id, title: runs.title, status: status, detail: detail, resource: name)]
      }
      do {
        let application = try await context.aws.managedFlink.describeApplication(name: name)
        guard application.applicationStatus == "RUNNING" else {
          return result(.failed, "it is \(application.applicationStatus)")
        }
        let code = application.codeKey ?? "nothing"
        return code == built ? result(.passed, code) : result(.failed, "it runs \(code), built was \(built)")
      } catch let error as AWSError where error.isNotFound {
        return result(.failed, "there is no such application")
      }
    },
    destroy: { context in
      let name = try context.value("{inputs.applicationName}")
      let flink = context.aws.managedFlink
      var backoff = Backoff(first: .milliseconds(300), longest: .seconds(10))
      do {
        while true {
          switch try await flink.describeApplication(name: name).applicationStatus {
          case "READY": return StepSuccess(detail: "stopped")
          case "RUNNING", "STARTING", "UPDATING": try await flink.stopApplication(name: name, force: true)
          default: break
          }
          try await backoff.pause()
        }
      } catch let error as AWSError where error.isNotFound {
        return StepSuccess(detail: "was gone already")
      }
    })
}
