import DaiviAWS
import DaiviAccess
import DaiviConsole
import DaiviEngine
import DaiviLedger
import DaiviProtocol
import DaiviSharedLedger
import DaiviSystem
import FoundationEssentials
import Glibc

/// A module's own command: the engine drives its server in this process, on the environment the host set up.
struct StandaloneSession: Sendable {
  private let module: Module
  private let layout: ProjectLayout
  private let secrets: ModuleSecrets
  private let directory: String
  let environment: DeploymentEnvironment

  init(_ module: Module, _ options: StandaloneOptions) async throws {
    self.module = module
    layout = ProjectLayout(directory: options.project.map { Path.absolute($0) } ?? Path.current)
    directory = try Self.directory(layout, env: options.env)
    let ledger = try Ledger.open(Path.join(directory, "ledger.sqlite"), access: .read)
    guard let json = try await ledger.environmentJSON() else {
      throw CommandError(.usage, "this environment has no record yet; run daivi-host deploy once")
    }
    environment = try DeploymentEnvironment(json: json)
    secrets = ModuleSecrets(
      manifests: [try module.manifest()], values: environment.parameters, base: layout.root
    ) { question in
      try Prompt().secret(question, instead: "set it as env:NAME or file:PATH")
    }
  }

  /// The directory of the environment asked for, or of the only one.
  private static func directory(_ layout: ProjectLayout, env: String?) throws -> String {
    let root = Path.join(layout.state, "environments")
    let all = ((try? Files.names(in: root)) ?? []).filter { Files.exists(Path.join(root, "\($0)/ledger.sqlite")) }
    let matching = env.map { env in all.filter { $0 == env || $0.hasSuffix("-\(env)") } } ?? all
    switch (matching.count, env) {
    case (1, _): return Path.join(root, matching[0])
    case (0, nil):
      throw CommandError(.usage, "there is no environment under \(layout.state); run daivi-host deploy once")
    case (0, let env?):
      throw CommandError(.usage, "there is no environment '\(env)'; known: \(all.joined(separator: ", "))")
    default:
      throw CommandError(
        .usage, "there are several environments; add --env with one of \(matching.joined(separator: ", "))")
    }
  }

  /// - Parameter yes: without a question, which only a real account's deploy asks.
  func deploy(_ targets: [String], yes: Bool) async throws -> Int32 {
    let graph = try graph()
    let selection = try select(targets, in: graph)
    try await requireSecrets(selection, in: graph)
    return try await holding(.deploy, targets) { session in
      try await deploy(selection, graph, session, yes: yes)
    }
  }

  private func deploy(
    _ selection: Selection, _ graph: DeploymentGraph, _ session: DeploySession, yes: Bool
  ) async throws -> Int32 {
    try await requireNeeds(of: selection, in: graph, session.ledger)
    let connections = connections()
    let fingerprints = try fingerprints()
    if !yes, !environment.isSandbox {
      let planner = Planner(
        graph: graph, fingerprints: fingerprints, ledger: session.ledger, connections: connections)
      let entries = try await guarded(session) { try await planner.plan(selection) }
      if try !isAgreed(entries) { throw CommandError(.interrupted, "nothing was deployed") }
    }
    let clock = ContinuousClock()
    let start = clock.now
    let pool = ResourcePool(slots: 8, capacity: environment.limits, modules: [try module.manifest()])
    let report = try await shown(session) { events in
      try await Deployer(
        graph: graph, fingerprints: fingerprints, ledger: session.ledger, connections: connections, sink: events,
        pool: pool, deployment: session.deployment
      ).run(selection)
    } report: {
      $0
    }
    try await session.finish(report)
    let summary = RunSummary(report: report, elapsed: clock.now - start) {
      "daivi-\(self.module.name) deploy \($0.target)"
    }
    DescriptorOutput.standardOutput.write(summary.text(for: .standardOutput()))
    if Interruption.isRequested { return CommandError.Status.interrupted.rawValue }
    if report.isWaiting { return CommandError.Status.gatesLeft.rawValue }
    return report.succeeded ? 0 : CommandError.Status.failed.rawValue
  }

  /// Shows what would happen to a real account, and asks once.
  private func isAgreed(_ entries: [Planner.Entry]) throws -> Bool {
    let plan = PlanRenderer(entries)
    if !plan.hasChanges { return true }
    DescriptorOutput.standardError.write(plan.text(for: .standardError()))
    do throws(PromptError) {
      return try Prompt().confirm("Deploy this to account \(environment.module.account)?", default: false)
    } catch {
      throw CommandError(.usage, "\(error)")
    }
  }

  /// Says what a deploy would do. Inputs that other modules have not given yet are shown as unknown.
  func plan(_ targets: [String]) async throws {
    let graph = try graph()
    let selection = try select(targets, in: graph)
    try await holding(.plan, targets) { session in
      let planner = Planner(
        graph: graph, fingerprints: try fingerprints(), ledger: session.ledger, connections: connections())
      let entries = try await guarded(session) { try await planner.plan(selection) }
      try await session.ledger.finish(session.deployment, outcome: .succeeded)
      DescriptorOutput.standardOutput.write(PlanRenderer(entries).text(for: .standardOutput()))
    }
  }

  func verify(_ targets: [String]) async throws -> Int32 {
    let graph = try graph()
    let selection = try select(targets, in: graph)
    return try await holding(.verify, targets) { session in
      let pool = ResourcePool(slots: 8, modules: [try module.manifest()])
      let connections = connections()
      let findings = try await shown(session) { events in
        try await Verifier(
          graph: graph, ledger: session.ledger, connections: connections, sink: events, pool: pool
        ).run(selection.named)
      } report: { _ in
        nil
      }
      let table = VerifyRenderer(findings)
      try await session.ledger.finish(session.deployment, outcome: table.failed == 0 ? .succeeded : .failed)
      DescriptorOutput.standardOutput.write(table.text(for: .standardOutput()))
      return table.failed == 0 ? 0 : CommandError.Status.failed.rawValue
    }
  }

  func status() async throws {
    let ledger = try Ledger.open(Path.join(directory, "ledger.sqlite"), access: .read)
    let states = try await ledger.targetStates().filter { $0.module == module.name }
    let failed = try await ledger.failedChecks().filter { $0.module == module.name }
    let waiting = Set(try await DeployState(ledger: ledger).closedGates.keys)
    let graph = try graph()
    let rows = module.targets.map { target -> [String?] in
      let id = TargetID(module: module.name, target: target.name)
      let state = states.first { $0.target == target.name }
      let status = state?.status.rawValue ?? (graph.nodes[id]?.enabled == false ? "off" : "not deployed")
      let bad = failed.filter { $0.target == target.name }.count
      return [
        id.description, waiting.contains(id) ? "waiting" : status, bad > 0 ? "\(bad) failed" : nil,
        state?.moduleVersion, state.map { Timestamp.text($0.updatedAt) },
      ]
    }
    DescriptorOutput.standardOutput.write(
      TableOutput.render(
        columns: ["target", "status", "checks", "version", "since"], rows: rows, format: .text,
        terminal: .standardOutput()))
  }

  // MARK: - Pieces

  /// What is recorded now.
  func state() async throws -> DeployState {
    try await DeployState(ledger: try Ledger.open(Path.join(directory, "ledger.sqlite"), access: .read))
  }

  /// This module's targets, with those of other modules that they name standing in.
  func graph() throws -> DeploymentGraph {
    let own = try module.manifest()
    var outside: [String: [String: Set<String>]] = [:]
    for target in own.targets {
      for id in target.after { outside[id.module, default: [:]][id.target, default: []].formUnion([]) }
      for input in target.inputs {
        for id in input.from { outside[id.module, default: [:]][id.target, default: []].insert(input.output) }
      }
    }
    outside[own.module] = nil
    let others = outside.map { name, targets in
      ModuleManifest(
        module: name, version: "0", title: "",
        targets: targets.map { TargetManifest(name: $0.key, title: "", outputs: $0.value.sorted(), steps: []) })
    }
    return try DeploymentGraph(
      manifests: [own] + others, settings: environment.module.settings,
      parameters: environment.parameters)
  }

  private func select(_ words: [String], in graph: DeploymentGraph) throws -> Selection {
    do throws(SelectionError) {
      var selection = try Selection(words.isEmpty ? [module.name] : words, in: graph)
      selection.targets = selection.targets.filter { $0.module == module.name }
      return selection
    } catch {
      throw CommandError(.usage, "\(error)")
    }
  }

  /// What other modules' targets give must be there already: a module deploys only its own.
  private func requireNeeds(of selection: Selection, in graph: DeploymentGraph, _ ledger: Ledger) async throws {
    let done = Set(
      try await ledger.targetStates().filter { $0.status == .done }.map {
        TargetID(module: $0.module, target: $0.target)
      })
    let offered = Set(graph.nodes.values.filter { $0.id.module == module.name && $0.enabled }.map(\.id))
    // The graph knows neither which of several sources apply nor that one is enough: those of others only stand in.
    let needs = OutsideNeeds(
      of: selection.targets.sorted().compactMap { graph.nodes[$0]?.manifest }, offered: offered, done: done)
    if let sentence = needs.sentence(wanted: selection.named.sorted().map(\.description)) {
      throw CommandError(.usage, sentence)
    }
  }

  /// Runs `work` with the environment held; it is given back however that ends.
  private func holding<Result>(
    _ kind: DeploymentKind, _ targets: [String], _ work: (DeploySession) async throws -> Result
  ) async throws -> Result {
    let session = try await open(kind: kind, targets)
    do {
      let result = try await work(session)
      await session.close()
      return result
    } catch {
      let isStopped = Interruption.isRequested || (error as? CommandError)?.status == .interrupted
      try? await session.ledger.finish(session.deployment, outcome: isStopped ? .cancelled : .failed)
      await session.close()
      throw error
    }
  }

  /// Ctrl-C asks the work to stop; the second one ends the process, which is the module too.
  private func guarded<Result: Sendable>(
    _ session: DeploySession, _ work: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    try await Interruption.guarding(work) {
      await session.close()
      _exit(CommandError.Status.interrupted.rawValue)
    }
  }

  /// The same, shown as it goes on and kept in the ledger.
  private func shown<Result: Sendable>(
    _ session: DeploySession, _ work: @escaping @Sendable (RecordedEvents) async throws -> Result,
    report: (Result) -> RunReport?
  ) async throws -> Result {
    let renderer = RunStyle.people.renderer()
    let events = session.recording(renderer)
    do {
      let result = try await guarded(session) { try await work(events) }
      renderer.finish(report(result))
      await events.finish(report(result))
      return result
    } catch {
      renderer.finish(nil)
      await events.finish(nil)
      throw error
    }
  }

  private func open(kind: DeploymentKind, _ targets: [String]) async throws -> DeploySession {
    let sharing = try SharedLedger.of(EnvironmentAccess(environment)) {
      DescriptorOutput.standardError.write("ledger: \($0)\n")
    }
    let session = try await DeploySession.open(
      directory: directory, environment: environment, kind: kind, selection: targets,
      command: "daivi-\(module.name) \(kind.rawValue)", version: module.version, access: .module, sharing: sharing)
    // The module is this process: stopping it before another machine may take over is ending it.
    sharing?.onLoss {
      DescriptorOutput.standardError.write("daivi-\(module.name): \(LeaseTerms.lossWords)\n")
      _exit(CommandError.Status.failed.rawValue)
    }
    return session
  }

  private func parameters() throws -> (values: [String: [String: String]], digests: [String: [String: String]]) {
    let own = environment.parameters.filter { $0.key == module.name }
    return try ModuleParameters.resolve(
      own, manifests: [try module.manifest()], base: layout.root,
      files: FileInspector(cache: Path.join(layout.cache, "files.json")), isSandbox: environment.isSandbox)
  }

  private func fingerprints() throws -> Fingerprints {
    Fingerprints(environment: environment.module, parameters: try parameters().digests)
  }

  /// Has every secret that the run will need, asking for those that are typed, before anything is begun.
  private func requireSecrets(_ selection: Selection, in graph: DeploymentGraph) async throws {
    let upToDate = try await RecordedTargets.upToDate(
      in: Path.join(directory, "ledger.sqlite"), graph, fingerprints(), identity: environment.identity)
    do {
      try await secrets.require(for: Set(selection.targets), done: upToDate)
    } catch let error as PromptError {
      throw CommandError(.usage, "\(error)")
    }
  }

  /// Asks nothing before the first request: who finds nothing to do needs no credentials.
  private func connections() -> InProcessConnections {
    InProcessConnections(module) {
      let manifest = try module.manifest()
      let work = Path.join(directory, "work/\(module.name)")
      try Files.createDirectory(work, mode: 0o700)
      let access = EnvironmentAccess(environment)
      try await access.checkAccount()
      let credentials = access.provider(for: manifest.permissions)
      do {
        _ = try await credentials.credentials()
      } catch let error as CredentialsError {
        throw CommandError(.credentials, "\(error)")
      }
      let params = InitializeParams(
        host: PeerInfo(name: "daivi-\(module.name)", version: module.version), environment: environment.module,
        credentials: nil, parameters: try parameters().values[module.name] ?? [:],
        secrets: await secrets.secrets(of: module.name), workDirectory: work)
      return (params, credentials)
    }
  }
}
