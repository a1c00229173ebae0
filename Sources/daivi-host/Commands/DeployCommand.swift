import ArgumentParser
import DaiviConsole
import DaiviEngine
import DaiviHost
import DaiviLedger
import DaiviProtocol

struct DeployCommand: EnvironmentCommand {
  static let configuration = CommandConfiguration(
    commandName: "deploy", abstract: "Deploy everything, or the targets named and what they need.",
    discussion: """
      What is up to date is skipped; what failed or was interrupted goes on where it stopped; what `verify` found \
      broken is mended. Independent targets run at once. When one fails, what needs it is not started and the rest \
      goes on. On AWS the plan is shown and asked about first.
      """)

  @OptionGroup var options: EnvironmentOptions
  @Option(help: "How many steps run at once.") var concurrency = 8
  @Flag(help: "Print the events as JSON lines.") var json = false
  @Flag(help: "Do not ask; the sandbox never does.") var yes = false
  @Flag(help: "Stay at gates until time or a person opens them.") var wait = false
  @Flag(name: .shortAndLong, help: "Show what modules log.") var verbose = false
  @Argument(help: "Targets (module/target, or the target's name) or modules.") var targets: [String] = []

  func validate() throws {
    if concurrency < 1 { throw ValidationError("--concurrency must be at least 1") }
  }

  func perform() async throws {
    let project = try await Project.load(options)
    let selection = try project.select(targets)
    let workplace = try await Workplace.open(project)
    try await workplace.requireSecrets(selection)
    let session = try await workplace.session(.deploy, selection: targets, yes: yes)
    let notes = ModuleNotes(verbose: verbose)
    let processes = workplace.processes(lock: session.lock, notes: notes)
    let connections = CheckedConnections(processes, access: workplace.access)
    do {
      if try await !isAgreed(workplace, session, connections, selection, force: { await processes.stop() }) {
        throw CommandError(.interrupted, "nothing was deployed")
      }
    } catch {
      await processes.stop()
      try? await session.ledger.finish(session.deployment, outcome: .cancelled)
      throw error
    }
    let renderer = (json ? RunStyle.json : .people).renderer()
    let events = session.recording(renderer)
    notes.follow(events)
    let deployer = Deployer(
      graph: project.graph, fingerprints: workplace.fingerprints, ledger: session.ledger, connections: connections,
      sink: events, pool: workplace.pool(concurrency: concurrency), deployment: session.deployment,
      staysAtGates: wait)
    let clock = ContinuousClock()
    let start = clock.now
    do {
      let report = try await Interruption.guarding(
        { try await deployer.run(selection) }, force: { await processes.stop() })
      renderer.finish(report)
      await events.finish(report)
      try await session.finish(report)
      try await recordModules(project, session.ledger)
      await processes.stop()
      if !json {
        let summary = RunSummary(report: report, elapsed: clock.now - start, flags: options.typed)
        DescriptorOutput.standardOutput.write(summary.text(for: .standardOutput()))
      }
      throw ExitCode(Self.status(report))
    } catch let error where !(error is ExitCode) {
      renderer.finish(RunEnding(brokenOffBy: error))
      await events.finish(nil)
      await session.breakOff()
      await processes.stop()
      throw error
    }
  }

  private static func status(_ report: RunReport) -> Int32 {
    if Interruption.isRequested { return CommandError.Status.interrupted.rawValue }
    if report.isWaiting { return CommandError.Status.gatesLeft.rawValue }
    return report.succeeded ? 0 : CommandError.Status.failed.rawValue
  }

  /// Shows what would happen and asks once, where it happens to a real account.
  private func isAgreed(
    _ workplace: Workplace, _ session: DeploySession, _ connections: any ModuleConnections, _ selection: Selection,
    force: @escaping @Sendable () async -> Void
  ) async throws -> Bool {
    if yes || workplace.environment.isSandbox { return true }
    let planner = Planner(
      graph: workplace.project.graph, fingerprints: workplace.fingerprints, ledger: session.ledger,
      connections: connections, pool: workplace.pool(concurrency: concurrency))
    let entries = try await Interruption.guarding({ try await planner.plan(selection) }, force: force)
    let plan = PlanRenderer(entries)
    if !plan.hasChanges { return true }
    DescriptorOutput.standardError.write(plan.text(for: .standardError()))
    let account = workplace.environment.module.account
    return try Question.isAgreed { prompt throws(PromptError) in
      try prompt.confirm("Deploy this to account \(account)?", default: false)
    }
  }

  private func recordModules(_ project: Project, _ ledger: Ledger) async throws {
    try await ledger.recordModules(
      zip(project.binaries, project.manifests).map { binary, manifest in
        ModuleRow(
          name: manifest.module, version: manifest.version, path: binary.path, manifestDigest: "",
          protocolVersion: manifest.protocol.max)
      })
  }
}
