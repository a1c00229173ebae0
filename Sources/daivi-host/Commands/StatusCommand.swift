import ArgumentParser
import DaiviConsole
import DaiviEngine
import DaiviLedger
import DaiviProtocol
import DaiviSystem
import Foundation

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "What is recorded of every target. Asks AWS nothing; `verify` does.")

  @OptionGroup var options: EnvironmentOptions
  @Flag(help: "Print as JSON.") var json = false

  func run() async throws {
    let project = try await Project.load(options)
    var states: [TargetID: TargetState] = [:]
    var failed: [TargetID: Int] = [:]
    var waiting: Set<TargetID> = []
    if Files.exists(project.ledgerPath) {
      let ledger = try Ledger.open(project.ledgerPath, access: .read)
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
    let columns: [TableColumn] = ["target", "status", "checks", "version", "since"]
    if json {
      let targets = rows.map { row in
        Entry(id: row[0] ?? "", status: row[1] ?? "", checks: row[2], moduleVersion: row[3], since: row[4])
      }
      DescriptorOutput.standardOutput.write(try JSONText.pretty(["targets": targets]))
    } else {
      DescriptorOutput.standardOutput.write(
        TableOutput.render(columns: columns, rows: rows, format: .text, terminal: .standardOutput()))
    }
  }

  private func status(_ id: TargetID, _ state: TargetState?, in project: Project) -> String {
    guard let node = project.graph.nodes[id] else { return "orphaned" }
    return state?.status.rawValue ?? (node.enabled ? "not deployed" : "off")
  }

  private struct Entry: Encodable {
    var id: String
    var status: String
    var checks: String?
    var moduleVersion: String?
    var since: String?
  }
}
