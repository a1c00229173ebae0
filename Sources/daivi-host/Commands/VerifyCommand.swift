import ArgumentParser
import DaiviConsole
import DaiviEngine
import DaiviHost
import DaiviLedger

struct VerifyCommand: EnvironmentCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Look at everything deployed, live; the next deploy mends what failed.",
    discussion: "Nothing recorded is believed: CloudFormation's drift detection and each target's own checks are asked."
  )

  @OptionGroup var options: EnvironmentOptions
  @Option(help: "How many steps are looked at at once.") var concurrency = 8
  @Flag(help: "Print the results as JSON.") var json = false
  @Argument(help: "Targets or modules; everything deployed by default.") var targets: [String] = []

  func validate() throws {
    if concurrency < 1 { throw ValidationError("--concurrency must be at least 1") }
  }

  func perform() async throws {
    let project = try await Project.load(options)
    let selection = try project.select(targets)
    let workplace = try await Workplace.open(project)
    let session = try await workplace.session(.verify, selection: targets)
    let renderer = RunStyle.people.renderer()
    let events = session.recording(renderer)
    let notes = ModuleNotes()
    notes.follow(events)
    let processes = workplace.processes(lock: session.lock, notes: notes)
    let verifier = Verifier(
      graph: project.graph, ledger: session.ledger,
      connections: CheckedConnections(processes, access: workplace.access), sink: events,
      pool: workplace.pool(concurrency: concurrency))
    do {
      let findings = try await Interruption.guarding(
        { try await verifier.run(selection.named) }, force: { await processes.stop() })
      renderer.finish(nil)
      await events.finish(nil)
      await processes.stop()
      let table = VerifyRenderer(findings)
      try await session.ledger.finish(session.deployment, outcome: table.failed == 0 ? .succeeded : .failed)
      DescriptorOutput.standardOutput.write(
        json ? table.json : table.text(for: .standardOutput(), flags: options.typed))
      throw ExitCode(table.failed == 0 ? 0 : CommandError.Status.failed.rawValue)
    } catch let error where !(error is ExitCode) {
      renderer.finish(nil)
      await events.finish(nil)
      await session.breakOff()
      await processes.stop()
      throw error
    }
  }
}
