import ArgumentParser
import DaiviConsole
import DaiviEngine
import DaiviLedger
import DaiviProtocol
import DaiviSystem

struct StatusCommand: EnvironmentCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "What is recorded of every target. Asks AWS nothing; `verify` does.")

  @OptionGroup var options: EnvironmentOptions
  @Flag(help: "Print as JSON.") var json = false

  func perform() async throws {
    let project = try await Project.load(options)
    var states: [TargetID: TargetState] = [:]
    var failed: [TargetID: Int] = [:]
    var waiting: Set<TargetID> = []
    var left: [LeftStep] = []
    if Files.exists(project.ledgerPath) {
      let ledger = try Ledger.open(project.ledgerPath, access: .read)
      left = try await LeftSteps.dropped(from: project.manifests, ledger)
      left += try await ledger.leftSteps().filter {
        project.graph.nodes[TargetID(module: $0.module, target: $0.target)] == nil
      }
      waiting = Set(try await DeployState(ledger: ledger).closedGates.keys)
      for state in try await ledger.targetStates() {
        states[TargetID(module: state.module, target: state.target)] = state
      }
      for check in try await ledger.failedChecks() {
        failed[TargetID(module: check.module, target: check.target), default: 0] += 1
      }
    }
    // What no release in use offers is deployed all the same.
    let orphaned = states.keys.filter { project.graph.nodes[$0] == nil }.sorted()
    let rows = (project.graph.order + orphaned).map { id -> [String?] in
      let state = states[id]
      return [
        id.description, waiting.contains(id) ? "waiting" : status(id, state, in: project),
        failed[id].map { "\($0) failed" },
        state?.moduleVersion, state.map { Timestamp.text($0.updatedAt) },
      ]
    }
    // After each target the steps that upgrades dropped from it: what they made may be there.
    let lines = rows.flatMap { row -> [[String?]] in
      let dropped = left.filter { "\($0.module)/\($0.target)" == row[0] }
      return [row] + dropped.map { ["\($0.module)/\($0.target)/\($0.step)", "left", nil, $0.moduleVersion, nil] }
    }
    let columns: [TableColumn] = ["target", "status", "checks", "version", "since"]
    if json {
      let targets = rows.map { row in
        Entry(id: row[0] ?? "", status: row[1] ?? "", checks: row[2], moduleVersion: row[3], since: row[4])
      }
      let steps = left.map {
        Left(target: "\($0.module)/\($0.target)", step: $0.step, moduleVersion: $0.moduleVersion)
      }
      DescriptorOutput.standardOutput.write(try JSONText.pretty(Document(targets: targets, leftSteps: steps)))
    } else {
      DescriptorOutput.standardOutput.write(
        TableOutput.render(columns: columns, rows: lines, format: .text, terminal: .standardOutput()))
    }
  }

  private func status(_ id: TargetID, _ state: TargetState?, in project: Project) -> String {
    guard let node = project.graph.nodes[id] else { return "orphaned" }
    return state?.status.rawValue ?? (node.enabled ? "not deployed" : "off")
  }

  private struct Document: Encodable {
    var targets: [Entry]
    var leftSteps: [Left]
  }

  /// A step that an upgrade dropped, and the release that had it.
  private struct Left: Encodable {
    var target: String
    var step: String
    var moduleVersion: String
  }

  private struct Entry: Encodable {
    var id: String
    var status: String
    var checks: String?
    var moduleVersion: String?
    var since: String?
  }
}
