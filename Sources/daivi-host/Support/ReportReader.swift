import DaiviConsole
import DaiviEngine
import DaiviHost
import DaiviLedger
import DaiviProtocol
import DaiviSystem
import FoundationEssentials

/// Takes what a report shows out of the ledger and the graph.
struct ReportReader: Sendable {
  let project: Project
  let recorded: RecordedEnvironment
  let ledger: Ledger

  func read(_ row: DeploymentRow) async throws -> ReportData {
    let environment = project.configuration.environment
    let attempts = Dictionary(grouping: try await ledger.attempts(row.id)) { $0.intent.id }
    let states = Dictionary(
      try await ledger.targetStates().map { (TargetID(module: $0.module, target: $0.target), $0.status.rawValue) },
      uniquingKeysWith: { $1 })
    let checks = try await ledger.checks()
    let failed = Dictionary(grouping: checks.filter { $0.finding.status == .failed }) {
      TargetID(module: $0.module, target: $0.target)
    }
    let targets = project.graph.order.compactMap { project.graph.nodes[$0] }.map { node in
      ReportData.Target(
        id: node.id, title: node.manifest.title, enabled: node.enabled, status: states[node.id],
        failedChecks: failed[node.id]?.count ?? 0, needs: node.needs.union(node.prefers),
        steps: (attempts[node.id] ?? []).map(Self.step))
    }
    let region = environment.primaryRegion
    return ReportData(
      environment: "\(environment.app)-\(environment.env)",
      place: project.configuration.isSandbox
        ? "local sandbox, \(region)" : "account \(environment.account), \(region), \(environment.secondaryRegion)",
      deployment: row.id.rawValue, kind: row.kind.rawValue, outcome: recorded.state(of: row), started: row.startedAt,
      ended: row.finishedAt ?? Date(), targets: targets, checks: checks.map(Self.check),
      resources: try await resources(), gates: try await ledger.gates().map(Self.gate))
  }

  private static func step(_ attempt: StepAttempt) -> ReportData.Target.Step {
    ReportData.Target.Step(
      id: attempt.intent.step, start: attempt.startedAt, end: attempt.finishedAt,
      outcome: attempt.outcome?.rawValue ?? "running", detail: attempt.detail)
  }

  private static func check(_ row: CheckRow) -> ReportData.Row {
    let finding = row.finding
    return ReportData.Row(
      target: TargetID(module: row.module, target: row.target),
      cells: [finding.title, finding.status.rawValue, finding.detail, finding.resource ?? "", Timestamp.text(row.at)],
      isBad: finding.status != .passed)
  }

  private static func gate(_ row: GateRow) -> ReportData.Row {
    ReportData.Row(
      target: TargetID(module: row.module, target: row.target),
      cells: [row.kind.rawValue, row.state.rawValue, row.instructions, row.opensAt.map { Timestamp.text($0) } ?? ""],
      isBad: row.state == .rejected)
  }

  /// What the last success of every deployed step says it touched, once each.
  private func resources() async throws -> [ReportData.Row] {
    var seen = Set<String>()
    return try await ledger.latestSuccesses().flatMap { attempt -> [ReportData.Row] in
      let records =
        attempt.resources.flatMap { try? JSONDecoder().decode([ResourceRecord].self, from: Data($0.utf8)) } ?? []
      return records.compactMap { record in
        guard seen.insert("\(record.type) \(record.id)").inserted else { return nil }
        return ReportData.Row(target: attempt.intent.id, cells: [record.type, record.id])
      }
    }
  }
}

extension StepIntent {
  fileprivate var id: TargetID { TargetID(module: module, target: target) }
}
