import ArgumentParser
import DaiviConsole
import DaiviEngine
import DaiviHost
import DaiviLedger
import DaiviSystem
import FoundationEssentials

struct HistoryCommand: EnvironmentCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "Deployments of the environment; with a number, what one of them did.")

  @OptionGroup var options: EnvironmentOptions
  @Flag(help: "Print as JSON.") var json = false
  @Option(help: "How many deployments, newest first.") var limit = 20
  @Argument(help: "Number of a deployment.") var id: Int64?

  func validate() throws {
    if limit < 1 { throw ValidationError("--limit must be at least 1") }
  }

  func perform() async throws {
    let environment = try RecordedEnvironment.find(options)
    let ledger = try environment.ledger()
    if let id {
      let row = try await environment.deployment(id, in: ledger)
      try print(row, try await ledger?.attempts(row.id) ?? [], environment)
    } else {
      try print(try await ledger?.deployments(limit: limit) ?? [], environment)
    }
  }

  private func print(_ rows: [DeploymentRow], _ environment: RecordedEnvironment) throws {
    let entries = rows.map { Deployment($0, state: environment.state(of: $0)) }
    if json {
      DescriptorOutput.standardOutput.write(try JSONText.pretty(["deployments": entries]))
      return
    }
    if entries.isEmpty {
      DescriptorOutput.standardError.write("nothing was deployed yet\n")
      return
    }
    let columns: [TableColumn] = [
      TableColumn("id", .number), "command", "selection", "started", TableColumn("took", .number), "outcome",
    ]
    let cells = entries.map { entry -> [String?] in
      [
        String(entry.id), entry.kind, entry.selection.isEmpty ? "all" : entry.selection.joined(separator: " "),
        entry.started, entry.seconds.map { Duration.seconds($0).text }, entry.outcome,
      ]
    }
    DescriptorOutput.standardOutput.write(
      TableOutput.render(columns: columns, rows: cells, format: .text, terminal: .standardOutput()))
  }

  private func print(_ row: DeploymentRow, _ attempts: [StepAttempt], _ environment: RecordedEnvironment) throws {
    let deployment = Deployment(row, state: environment.state(of: row))
    let steps = attempts.map { Step($0, isRunning: deployment.outcome == "running") }
    if json {
      DescriptorOutput.standardOutput.write(try JSONText.pretty(Detail(deployment: deployment, attempts: steps)))
      return
    }
    let what = row.selection.isEmpty ? "all" : row.selection.joined(separator: " ")
    DescriptorOutput.standardOutput.write(
      "\(row.kind.rawValue) \(row.id.rawValue) (\(what)), \(deployment.started), host \(row.hostVersion): "
        + "\(deployment.outcome)\n")
    if steps.isEmpty { return }
    let columns: [TableColumn] = [
      "target", "step", "action", "started", TableColumn("took", .number), "outcome", "detail",
    ]
    let cells = steps.map { step -> [String?] in
      [
        step.target, step.step, step.action, step.started, step.seconds.map { Duration.seconds($0).text },
        step.outcome, step.detail,
      ]
    }
    DescriptorOutput.standardOutput.write(
      "\n" + TableOutput.render(columns: columns, rows: cells, format: .text, terminal: .standardOutput()))
  }

  /// Whole milliseconds, as the ledger has them.
  private static func seconds(_ start: Date, _ end: Date) -> Double {
    (end.timeIntervalSince(start) * 1000).rounded() / 1000
  }

  /// A deployment as JSON has it.
  private struct Deployment: Encodable {
    var id: Int64
    var kind: String
    var selection: [String]
    var hostVersion: String
    var started: String
    var seconds: Double?
    /// `succeeded`, `failed`, `cancelled`, `interrupted`, `waiting` or `running`.
    var outcome: String

    init(_ row: DeploymentRow, state: String) {
      id = row.id.rawValue
      kind = row.kind.rawValue
      selection = row.selection
      hostVersion = row.hostVersion
      started = Timestamp.text(row.startedAt)
      seconds = row.finishedAt.map { HistoryCommand.seconds(row.startedAt, $0) }
      outcome = state
    }
  }

  /// A step's attempt as JSON has it.
  private struct Step: Encodable {
    var target: String
    var step: String
    var action: String
    var started: String
    var seconds: Double?
    var outcome: String
    var detail: String?

    init(_ attempt: StepAttempt, isRunning: Bool) {
      target = "\(attempt.intent.module)/\(attempt.intent.target)"
      step = attempt.intent.step
      action = attempt.intent.action.rawValue
      started = Timestamp.text(attempt.startedAt)
      seconds = attempt.finishedAt.map { HistoryCommand.seconds(attempt.startedAt, $0) }
      outcome = attempt.outcome?.rawValue ?? (isRunning ? "running" : "open")
      detail = attempt.detail.flatMap { $0.isEmpty ? nil : $0 }
    }
  }

  private struct Detail: Encodable {
    var deployment: Deployment
    var attempts: [Step]
  }
}
