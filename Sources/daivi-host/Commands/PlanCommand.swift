import ArgumentParser
import DaiviConsole
import DaiviEngine
import DaiviHost
import DaiviLedger

struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Show what deploy would do, without doing it.")

  @OptionGroup var options: EnvironmentOptions
  @Flag(help: "Print the plan as JSON.") var json = false
  @Flag(help: "Exit with 3 when there is something to do.") var detailedExitcode = false
  @Argument(help: "Targets or modules; everything by default.") var targets: [String] = []

  func run() async throws {
    let project = try await Project.load(options)
    let selection = try project.select(targets)
    let workplace = try await Workplace.open(project)
    let session = try await workplace.session(.deploy, selection: targets)
    let processes = workplace.processes(lock: session.lock)
    let planner = Planner(
      graph: project.graph, fingerprints: workplace.fingerprints, ledger: session.ledger,
      connections: CheckedConnections(processes, access: workplace.access))
    do {
      let entries = try await Interruption.guarding({ try await planner.plan(selection) }) { await processes.stop() }
      await processes.stop()
      try await session.ledger.finish(session.deployment, outcome: .succeeded)
      let renderer = PlanRenderer(entries)
      DescriptorOutput.standardOutput.write(json ? renderer.json : renderer.text(for: .standardOutput()))
      if detailedExitcode && renderer.hasChanges { throw ExitCode(CommandError.Status.changesFound.rawValue) }
    } catch let error where !(error is ExitCode) {
      await processes.stop()
      throw error
    }
  }
}
