import ArgumentParser
import DaiviConsole
import DaiviEngine
import DaiviHost
import DaiviLedger
import DaiviProtocol
import DaiviSystem
import FoundationEssentials

struct ReportCommand: EnvironmentCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "One HTML file: timeline with the critical path, graph, checks, resources.",
    discussion: """
      Made from what is recorded; asks AWS nothing. Without a number it is about the latest deploy. The file needs \
      nothing else: no network, no script, light and dark. Its name is printed.
      """)

  @OptionGroup var options: EnvironmentOptions
  @Option(help: "Where to write it; <app>-<env>-report.html in this directory by default, - for standard output.")
  var out: String?
  @Argument(help: "Number of a deployment (daivi-host history).") var id: Int64?

  func perform() async throws {
    let project = try await Project.load(options)
    let recorded = RecordedEnvironment(layout: project.layout, configuration: project.configuration)
    let ledger = try recorded.ledger()
    let row = try await deployment(recorded, ledger)
    guard let ledger else { return }
    let data = try await ReportReader(project: project, recorded: recorded, ledger: ledger).read(row)
    let html = ReportPage(data).html
    if out == "-" {
      DescriptorOutput.standardOutput.write(html)
      return
    }
    let path = Path.absolute(out ?? "\(data.environment)-report.html")
    try Files.writeAtomically(Array(html.utf8), to: path)
    DescriptorOutput.standardOutput.write(path + "\n")
  }

  /// The one asked for; without a number the latest that did something, so that a `verify` since hides nothing.
  private func deployment(_ recorded: RecordedEnvironment, _ ledger: Ledger?) async throws -> DeploymentRow {
    let latest = try await recorded.deployment(id, in: ledger)
    if id != nil || latest.kind == .deploy { return latest }
    return try await ledger?.deployments(limit: 200).first { $0.kind == .deploy } ?? latest
  }
}
