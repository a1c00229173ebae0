import ArgumentParser
import DaiviAccess
import DaiviConsole
import DaiviEngine
import DaiviHost
import DaiviLedger
import DaiviProtocol
import FoundationEssentials

struct DestroyCommand: EnvironmentCommand {
  static let configuration = CommandConfiguration(
    commandName: "destroy", abstract: "Take everything away again, or the targets named and what needs them.",
    discussion: """
      In reverse order; buckets and table buckets are emptied, all versions of every object included. What a template \
      retains is kept and named. After an interruption the same command goes on where it stopped. At the end the \
      account is searched for anything that still bears the environment's name.
      """)

  @OptionGroup var options: EnvironmentOptions
  @Option(help: "How many steps run at once.") var concurrency = 8
  @Flag(help: "Do not ask for the environment's name.") var yes = false
  @Flag(help: "Print the events as JSON lines.") var json = false
  @Flag(name: .shortAndLong, help: "Show what modules log.") var verbose = false
  @Argument(help: "Targets (module/target, or the target's name) or modules; everything deployed by default.")
  var targets: [String] = []

  func validate() throws {
    if concurrency < 1 { throw ValidationError("--concurrency must be at least 1") }
  }

  func perform() async throws {
    let project = try await Project.load(options)
    let opened = try await Workplace.open(project)
    let session = try await opened.session(.destroy, selection: targets)
    let (workplace, selection) = try await chosen(opened, session)
    if selection.targets.isEmpty && selection.orphans.isEmpty {
      try await session.ledger.finish(session.deployment, outcome: .succeeded)
      DescriptorOutput.standardError.write(
        "Nothing of \(targets.isEmpty ? workplace.environment.name : "that") is recorded as deployed here. "
          + options.typed.added(to: "If another machine deployed it, daivi-host deploy adopts it first.\n"))
      let renderer = json ? RunStyle.json.renderer() : nil
      renderer?.emit(.runStarted(targets: []))
      throw ExitCode(try await status(RunReport(), workplace, session.ledger, renderer))
    }
    let agreement = Result { try isAgreed(selection, workplace) }
    guard case .success(true) = agreement else {
      try await session.ledger.finish(session.deployment, outcome: .cancelled)
      _ = try agreement.get()
      DescriptorOutput.standardError.write("Nothing was destroyed.\n")
      throw ExitCode(CommandError.Status.interrupted.rawValue)
    }
    let renderer = (json ? RunStyle.json : .people).renderer()
    let report = try await destroy(selection, workplace, session, renderer)
    throw ExitCode(try await status(report, workplace, session.ledger, json ? renderer : nil))
  }

  private func chosen(_ opened: Workplace, _ session: DeploySession) async throws -> (Workplace, DestroySelection) {
    do {
      let workplace = try await opened.withOrphans(session.ledger)
      return (workplace, try await DestroySelection.of(targets, workplace.project, session.ledger))
    } catch {
      await session.breakOff()
      throw error
    }
  }

  private func destroy(
    _ selection: DestroySelection, _ workplace: Workplace, _ session: DeploySession, _ renderer: any RunRenderer
  ) async throws -> RunReport {
    let events = session.recording(renderer)
    let notes = ModuleNotes(verbose: verbose)
    notes.follow(events)
    let processes = workplace.processes(lock: session.lock, notes: notes)
    let destroyer = Destroyer(
      graph: workplace.project.graph, ledger: session.ledger,
      connections: CheckedConnections(processes, access: workplace.access), sink: events,
      pool: workplace.pool(concurrency: concurrency), deployment: session.deployment,
      left: workplace.earlierSteps.left)
    let clock = ContinuousClock()
    let start = clock.now
    do {
      let report = try await Interruption.guarding(
        { try await destroyer.run(selection) }, force: { await processes.stop() })
      // The last line for programs says what remains, too: it is not known yet.
      if !json { renderer.finish(report) }
      await events.finish(report)
      try await session.finish(report)
      await processes.stop()
      if !json {
        let summary = RunSummary(
          report: report, elapsed: clock.now - start, doneWord: "destroyed", flags: options.typed
        ) {
          "daivi-host destroy \($0)"
        }
        DescriptorOutput.standardOutput.write(summary.text(for: .standardOutput()))
      }
      return report
    } catch {
      renderer.finish(RunEnding(brokenOffBy: error))
      await events.finish(nil)
      await session.breakOff()
      await processes.stop()
      throw error
    }
  }

  /// The exit status, once what remains was told.
  /// - Parameter renderer: where the run's end is still to be told.
  private func status(
    _ report: RunReport, _ workplace: Workplace, _ ledger: Ledger, _ renderer: (any RunRenderer)?
  ) async throws -> Int32 {
    let remains: Remains?
    do {
      remains = try await self.remains(after: report, workplace, ledger)
    } catch {
      renderer?.finish(RunEnding(brokenOffBy: error, after: report))
      throw error
    }
    renderer?.finish(RunEnding(report, remains: remains.map(RunRemains.init)))
    if let remains {
      let text = options.typed.added(to: remains.text(environment: workplace.environment.name))
      (json ? DescriptorOutput.standardError : DescriptorOutput.standardOutput).write(text)
    }
    if Interruption.isRequested { return CommandError.Status.interrupted.rawValue }
    return report.succeeded && remains?.areExplained != false ? 0 : CommandError.Status.failed.rawValue
  }

  /// The account is looked at only after everything was to go, and went.
  private func remains(after report: RunReport, _ workplace: Workplace, _ ledger: Ledger) async throws -> Remains? {
    if Interruption.isRequested || !report.succeeded || !targets.isEmpty { return nil }
    return try await Remains.find(workplace.access, kept: ledger.keptResources())
  }

  private func isAgreed(_ selection: DestroySelection, _ workplace: Workplace) throws -> Bool {
    let graph = workplace.project.graph
    let order = selection.order(in: graph)
    var lines = ["These targets go, in this order:"]
    lines += order.map { "  \($0)\(selection.dependents.contains($0) ? "  (needs what was named)" : "")" }
    if !yes || !selection.dependents.isEmpty {
      DescriptorOutput.standardError.write(lines.joined(separator: "\n") + "\n")
    }
    if yes { return true }
    let environment = workplace.environment
    let place = environment.isSandbox ? "the sandbox" : "account \(environment.module.account)"
    return try Question.isAgreed { prompt throws(PromptError) in
      try prompt.typeToConfirm(
        "\(order.count) targets of \(environment.name) in \(place), and all data in them, will be gone for good.",
        name: environment.name, instead: "pass --yes")
    }
  }
}

extension Ledger {
  /// Physical ids of what destroyed steps reported as kept, in any destroy that this ledger remembers.
  fileprivate func keptResources() async throws -> Set<String> {
    var kept = Set<String>()
    for deployment in try await deployments(limit: 200) where deployment.kind == .destroy {
      for attempt in try await attempts(deployment.id) where attempt.intent.action == .destroy {
        let records = try? JSONDecoder().decode([ResourceRecord].self, from: Data((attempt.resources ?? "[]").utf8))
        kept.formUnion((records ?? []).map(\.id))
      }
    }
    return kept
  }
}

extension RunRemains {
  fileprivate init(_ found: Remains) {
    self.init(
      items: found.items.map { Item(type: $0.type, name: $0.name, region: $0.region, reason: $0.reason) },
      unseen: found.unseen)
  }
}

extension DestroySelection {
  static func of(_ words: [String], _ project: Project, _ ledger: Ledger) async throws -> DestroySelection {
    let deployed = Set(try await ledger.targetStates().map { TargetID(module: $0.module, target: $0.target) })
    do throws(SelectionError) {
      return try DestroySelection(words, in: project.graph, deployed: deployed)
    } catch {
      throw CommandError(.usage, "\(error)")
    }
  }
}
