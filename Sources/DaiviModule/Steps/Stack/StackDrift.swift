import DaiviAWS
import DaiviProtocol
import DaiviStacks

/// Looks at a stack's resources as they really are, by CloudFormation's drift detection.
struct StackDrift: Sendable {
  private let step: Stack
  private let stackName: String
  private let cloudFormation: CloudFormation
  private let context: StepContext

  init(_ step: Stack, _ context: StepContext) {
    self.step = step
    self.context = context
    stackName = step.stackName(context)
    cloudFormation = step.cloudFormation(context)
  }

  /// One failed result a drifted resource, or one that says how many were compared.
  func check() async throws -> [CheckResult] {
    let title = step.checks[0].title
    guard try await step.wait(context).stack() != nil
    else {
      return [
        CheckResult(
          id: "drift", title: title, status: .failed, detail: "there is no stack \(stackName)", resource: stackName)
      ]
    }
    let unseen = try await detect()
    let drifts = try await cloudFormation.describeStackResourceDriftsPages(.init(stackName: stackName))
      .collect(\.stackResourceDrifts)
    let failed = drifts.compactMap { failure($0, title: title) }
    if !failed.isEmpty { return failed }
    if let unseen {
      return [
        CheckResult(
          id: "drift", title: title, status: .unknown, detail: "drift detection failed: \(unseen)", resource: stackName)
      ]
    }
    let compared = drifts.filter { $0.stackResourceDriftStatus.rawValue != "NOT_CHECKED" }.count
    let unchecked = drifts.count - compared
    let rest = unchecked > 0 ? ", \(unchecked) of types that drift detection does not cover" : ""
    return [
      CheckResult(
        id: "drift", title: title, status: .passed, detail: "\(compared) resources compared\(rest)", resource: stackName
      )
    ]
  }

  /// Waits for a drift detection. It fails as a whole where one resource cannot be looked at: the reason is given, and
  /// what was found of the others is there.
  private func detect() async throws -> String? {
    let id = try await cloudFormation.detectStackDrift(.init(stackName: stackName)).stackDriftDetectionId
    var backoff = Backoff(first: .milliseconds(50))
    while true {
      let status = try await PatientPoll.look(telling: context.progress) {
        try await cloudFormation.describeStackDriftDetectionStatus(.init(stackDriftDetectionId: id))
      }
      switch status.detectionStatus.rawValue {
      case "DETECTION_COMPLETE": return nil
      case "DETECTION_FAILED": return status.detectionStatusReason ?? "no reason given"
      default: try await backoff.pause()
      }
    }
  }

  private func failure(_ drift: CloudFormation.StackResourceDrift, title: String) -> CheckResult? {
    let name = drift.physicalResourceId ?? drift.logicalResourceId
    switch drift.stackResourceDriftStatus.rawValue {
    case "DELETED":
      return CheckResult(
        id: "drift:\(drift.logicalResourceId)", title: title, status: .failed,
        detail: "\(drift.resourceType) \(name) was deleted", resource: name)
    case "MODIFIED":
      let expected = step.expectedDrift[drift.logicalResourceId] ?? []
      let paths = drift.propertyDifferences.map(\.propertyPath)
        .filter { path in !expected.contains { path.hasPrefix($0) } }
      if paths.isEmpty { return nil }
      return CheckResult(
        id: "drift:\(drift.logicalResourceId)", title: title, status: .failed,
        detail: "\(drift.resourceType) \(name) differs at \(paths.prefix(4).joined(separator: ", "))", resource: name)
    default: return nil
    }
  }
}
