import ArgumentParser
import DaiviConsole
import DaiviEngine
import DaiviHost
import DaiviLedger
import DaiviProtocol

struct PlanCommand: EnvironmentCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Show what deploy (or destroy) would do, without doing it.")

  @OptionGroup var options: EnvironmentOptions
  @Flag(help: "Show what destroy would take away.") var destroy = false
  @Flag(help: "Print the plan as JSON.") var json = false
  @Flag(help: "Exit with 3 when there is something to do.") var detailedExitcode = false
  @Argument(help: "Targets or modules; everything by default.") var targets: [String] = []

  func perform() async throws {
    let project = try await Project.load(options)
    let selection = destroy ? nil : try project.select(targets)
    let opened = try await Workplace.open(project)
    let session = try await opened.session(.plan, selection: targets)
    let workplace: Workplace
    do {
      workplace = destroy ? try await opened.withOrphans(session.ledger) : opened
    } catch {
      await session.breakOff()
      throw error
    }
    let processes = workplace.processes(lock: session.lock, notes: ModuleNotes())
    let connections = CheckedConnections(processes, access: workplace.access)
    do {
      let (entries, orphans) = try await Interruption.guarding(
        { try await planned(selection, workplace, session.ledger, connections) }, force: { await processes.stop() })
      await processes.stop()
      try await session.ledger.finish(session.deployment, outcome: .succeeded)
      let renderer = PlanRenderer(entries, orphans: orphans)
      DescriptorOutput.standardOutput.write(json ? renderer.json : renderer.text(for: .standardOutput()))
      if detailedExitcode && renderer.hasChanges { throw ExitCode(CommandError.Status.changesFound.rawValue) }
    } catch let error where !(error is ExitCode) {
      await session.breakOff()
      await processes.stop()
      throw error
    }
  }

  /// The plan, and the targets that a destroy could not take away. `selection` is nil for a destroy: that one is made
  /// of what is deployed.
  private func planned(
    _ selection: Selection?, _ workplace: Workplace, _ ledger: Ledger, _ connections: any ModuleConnections
  ) async throws -> ([Planner.Entry], orphans: [TargetID]) {
    let graph = workplace.project.graph
    if let selection {
      let planner = Planner(
        graph: graph, fingerprints: workplace.fingerprints, ledger: ledger, connections: connections)
      return (try await planner.plan(selection), [])
    }
    let selection = try await DestroySelection.of(targets, workplace.project, ledger)
    let planner = DestroyPlanner(
      graph: graph, ledger: ledger, connections: connections, left: workplace.earlierSteps.left)
    return (try await planner.plan(selection), selection.orphans)
  }
}
