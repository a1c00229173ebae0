import DaiviAWS
import DaiviProtocol

/// The environments that a project gets from its profile: CloudFormation calls a project complete while their stacks are
/// still at work, one after the other, for a quarter of an hour.
public enum ProjectEnvironments {
  /// Steps that wait for the environments, and that look at them in `verify`.
  /// - Parameters:
  ///   - domain: the domain's id.
  ///   - project: the project's id.
  ///   - names: the environments that must be there, as the profile names them.
  public static func steps(domain: Value, project: Value, names: [String]) -> [any Step] {
    let title = "the environments"
    let reads = [domain, project]
    let actions = ["datazone:GetProject", "datazone:ListEnvironments"]
    return [
      Gate.condition("environments", title, minutes: 90, reads: reads, actions: actions) { context in
        try await progress(
          context.aws.dataZone, domain: try context.value(domain), project: try context.value(project), names)
      },
      Check("active", "\(title) are active", reads: reads, actions: actions) { context in
        let (domain, project) = (try context.value(domain), try context.value(project))
        let found = try await progress(context.aws.dataZone, domain: domain, project: project, names)
        return CheckResult(
          id: "active", title: "\(title) are active", status: found.state == .open ? .passed : .failed,
          detail: found.detail, resource: project)
      },
    ]
  }

  private static func progress(
    _ dataZone: DataZone, domain: String, project: String, _ names: [String]
  ) async throws -> GateCheckResult {
    let details = try await dataZone.getProject(domain: domain, id: project).environmentDeploymentDetails
    let overall = details?.overallDeploymentStatus ?? "unknown"
    if overall.hasPrefix("FAILED") {
      let reasons = (details?.environmentFailureReasons ?? [:]).values.flatMap { $0.map(\.message) }.sorted()
      return GateCheckResult(state: .rejected, detail: "\(overall): \(reasons.joined(separator: "; "))")
    }
    let environments = try await dataZone.listEnvironmentsPages(domain: domain, project: project).collect(\.items)
    let states = Dictionary(environments.map { ($0.name, $0.status ?? "?") }) { first, _ in first }
    let failed = states.filter { $0.value.hasSuffix("FAILED") }.map { "\($0.key) is \($0.value)" }.sorted()
    if !failed.isEmpty { return GateCheckResult(state: .rejected, detail: failed.joined(separator: ", ")) }
    let open = names.filter { states[$0] != "ACTIVE" }.map { "\($0) is \(states[$0] ?? "not there")" }
    if open.isEmpty && overall == "SUCCESSFUL" { return GateCheckResult(state: .open) }
    return GateCheckResult(
      state: .waiting, detail: open.isEmpty ? "deployment is \(overall)" : open.joined(separator: ", "))
  }
}
