import ArgumentParser
import DaiviConsole
import DaiviEngine
import DaiviLedger
import DaiviProtocol
import DaiviSystem

struct OutputsCommand: EnvironmentCommand {
  static let configuration = CommandConfiguration(
    commandName: "outputs", abstract: "The values that deployed targets give to others.")

  @OptionGroup var options: EnvironmentOptions
  @Flag(help: "Print as JSON.") var json = false
  @Argument(help: "Targets or modules; all by default.") var targets: [String] = []

  func perform() async throws {
    let project = try await Project.load(options)
    let named = Set(try project.select(targets).named.map(\.description))
    var rows: [OutputRow] = []
    if Files.exists(project.ledgerPath) {
      rows = try await Ledger.open(project.ledgerPath, access: .read).outputs()
        .filter { named.contains("\($0.module)/\($0.target)") }
    }
    if json {
      var all: [String: [String: String]] = [:]
      for row in rows { all["\(row.module)/\(row.target)", default: [:]][row.name] = row.value }
      let entries = all.sorted { $0.key < $1.key }.map { Entry(id: $0.key, outputs: $0.value) }
      DescriptorOutput.standardOutput.write(try JSONText.pretty(["targets": entries]))
    } else {
      DescriptorOutput.standardOutput.write(
        TableOutput.render(
          columns: ["target", "output", "value"], rows: rows.map { ["\($0.module)/\($0.target)", $0.name, $0.value] },
          format: .text, terminal: .standardOutput()))
    }
  }

  private struct Entry: Encodable {
    var id: String
    var outputs: [String: String]
  }
}
