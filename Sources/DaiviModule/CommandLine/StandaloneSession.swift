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
struct StandaloneSession {
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

  func deploy(_ targets: [String]) async throws -> Int32 {
    let graph = try graph()
    let selection = try select(targets, in: graph)
    try await requireSecrets(selection)
    let session = try await open(kind: .deploy, targets)
    do {
      let status = try await deploy(selection, graph, session)
      await session.close()
      return status
    } catch {
      await session.close()
      throw error
    }
  }

  private func deploy(
    _ selection: Selection, _ graph: DeploymentGraph, _ session: DeploySession
  ) async throws -> Int32 {
    try await requireNeeds(of: selection, in: graph, session.ledger)
    let connections = try await connections()
    let renderer = RunStyle.people.renderer()
    let clock = ContinuousClock()
    let start = clock.now
    let deployer = Deployer(
      graph: graph, fingerprints: try fingerprints(), ledger: session.ledger, connections: connections, sink: renderer,
      pool: ResourcePool(slots: 8, capacity: environment.limits, modules: [try module.manifest()]),
      deployment: session.deployment)
    let report = try await deployer.run(selection)
    renderer.finish(report)
    try await session.finish(report)
    let summary = RunSummary(report: report, elapsed: clock.now - start) {
      "daivi-\(self.module.name) deploy \($0.target)"
    }
    DescriptorOutput.standardError.write(summary.text(for: .standardError()))
    if report.isWaiting { return CommandError.Status.gatesLeft.rawValue }
    return report.succeeded ? 0 : CommandError.Status.failed.rawValue
  }

  /// Says what a deploy would do. Inputs that other modules have not given yet are shown as unknown.
  func plan(_ targets: [String]) async throws {
    let graph = try graph()
    let selection = try select(targets, in: graph)
    let session = try await open(kind: .deploy, targets)
    do {
      let entries = try await Planner(
        graph: graph, fingerprints: try fingerprints(), ledger: session.ledger, connections: try await connections()
      ).plan(selection)
      try await session.ledger.finish(session.deployment, outcome: .succeeded)
      await session.close()
      DescriptorOutput.standardOutput.write(PlanRenderer(entries).text(for: .standardOutput()))
    } catch {
      await session.close()
      throw error
    }
  }

  func verify(_ targets: [String]) async throws -> Int32 {
    let graph = try graph()
    let selection = try select(targets, in: graph)
    let session = try await open(kind: .verify, targets)
    do {
      let status = try await verify(selection, graph, session)
      await session.close()
      return status
    } catch {
      await session.close()
      throw error
    }
  }

  private func verify(
    _ selection: Selection, _ graph: DeploymentGraph, _ session: DeploySession
  ) async throws -> Int32 {
    let renderer = RunStyle.people.renderer()
    let findings = try await Verifier(
      graph: graph, ledger: session.ledger, connections: try await connections(), sink: renderer,
      pool: ResourcePool(slots: 8, modules: [try module.manifest()])
    ).run(selection.named)
    renderer.finish(nil)
    try await session.ledger.finish(session.deployment, outcome: .succeeded)
    let table = VerifyRenderer(findings)
    DescriptorOutput.standardOutput.write(table.text(for: .standardOutput()))
    return table.failed == 0 ? 0 : CommandError.Status.failed.rawValue
  }

  func status() async throws {
    let ledger = try Ledger.open(Path.join(directory, "ledger.sqlite"), access: .read)
    let states = try await ledger.targetStates().filter { $0.module == module.name }
    let rows = module.targets.map { target in
      let state = states.first { $0.target == target.name }
      return [target.name, state?.status.rawValue ?? "not deployed", state.map { Timestamp.text($0.updatedAt) }]
    }
    DescriptorOutput.standardOutput.write(
      TableOutput.render(
        columns: ["target", "status", "since"], rows: rows, format: .text, terminal: .standardOutput()))
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
    let needs = Set(selection.targets.flatMap { graph.nodes[$0]?.needs ?? [] })
    let missing = needs.filter { $0.module != module.name && !done.contains($0) }.sorted()
    guard missing.isEmpty else {
      throw CommandError(
        .usage,
        "\(missing.map(\.description).joined(separator: ", ")) must be deployed first; run daivi-host deploy "
          + missing.map(\.description).joined(separator: " "))
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
  private func requireSecrets(_ selection: Selection) async throws {
    let done = try await RecordedTargets.done(in: Path.join(directory, "ledger.sqlite"))
    do {
      try await secrets.require(for: Set(selection.targets), done: done)
    } catch let error as PromptError {
      throw CommandError(.usage, "\(error)")
    }
  }

  private func connections() async throws -> InProcessConnections {
    let work = Path.join(directory, "work/\(module.name)")
    try Files.createDirectory(work, mode: 0o700)
    let access = EnvironmentAccess(environment)
    try await access.checkAccount()
    return InProcessConnections(
      module,
      params: InitializeParams(
        host: PeerInfo(name: "daivi-\(module.name)", version: module.version), environment: environment.module,
        credentials: try await access.scopedCredentials(for: try module.manifest().permissions),
        parameters: try parameters().values[module.name] ?? [:],
        secrets: await secrets.secrets(of: module.name), workDirectory: work))
  }
}
