import DaiviAWS
import DaiviAccess
import DaiviConsole
import DaiviEngine
import DaiviHost
import DaiviLedger
import DaiviProtocol
import DaiviSharedLedger
import DaiviSystem

/// A project with its environment reachable: the sandbox started where it is one, parameters checked, who we are known.
struct Workplace: Sendable {
  let project: Project
  let environment: DeploymentEnvironment
  let access: EnvironmentAccess
  let secrets: ModuleSecrets
  let fingerprints: Fingerprints
  /// What upgrades dropped from targets that are deployed; looked up only for a destroy.
  var earlierSteps = EarlierSteps()

  /// Starts the sandbox when the environment is one and it does not run. Asks AWS nothing.
  static func open(_ project: Project) async throws -> Workplace {
    try project.requireReadableLedger()
    var (values, digests) = try project.parameters()
    var module = project.configuration.environment
    module.artifactBuckets = Backend(module).artifactBuckets
    module.stackRole = project.configuration.deployRole.map { _ in Backend(module).stackRole }
    module.deployRole = project.configuration.deployRole
    var sandboxID: String?
    if project.configuration.isSandbox {
      let sandbox = try await Sandboxes.control(project.layout).start()
      module.endpoints[""] = Sandboxes.endpoint(of: sandbox)
      sandboxID = sandbox.id
      // A machine without internet deploys too: the sandbox has a stand-in for what modules fetch.
      module.endpoints["MAVEN"] = "\(sandbox.endpoint)/_daivi/maven2"
      module.endpoints["PYPI"] = "\(sandbox.endpoint)/_daivi/pypi"
      values = SandboxAddress(sandbox).filled(into: values)
      digests = SandboxAddress(sandbox).filled(into: digests)
    } else {
      module = module.withEndpoints(ProcessEnvironment.variables())
    }
    let environment = DeploymentEnvironment(
      module: module, sandboxID: sandboxID, parameters: values, limits: project.configuration.limits,
      sharesLedger: project.configuration.sharesLedger ? true : nil, deployRole: project.configuration.deployRole)
    let secrets = ModuleSecrets(manifests: project.manifests, values: values, base: project.layout.root) { question in
      try Prompt().secret(question, instead: "set it as env:NAME or file:PATH")
    }
    return Workplace(
      project: project, environment: environment, access: EnvironmentAccess(environment), secrets: secrets,
      fingerprints: Fingerprints(environment: module, parameters: digests))
  }

  /// The ledger with the lock held, for a command that changes or checks things.
  /// - Parameter yes: a deploy that leaves another place for good is not asked about.
  func session(_ kind: DeploymentKind, selection: [String], yes: Bool = false) async throws -> DeploySession {
    // A deploy that has nothing to do sends nothing: who we are is asked before its first module starts.
    if kind != .deploy || environment.sharesLedger == true { try await access.checkAccount() }
    if environment.isSandbox {
      try Files.createDirectory(project.environmentDirectory, mode: 0o700)
      let mark = Path.join(project.environmentDirectory, SandboxLedgers.markName)
      if !Files.exists(mark) { try Files.writeAtomically([], to: mark) }
    }
    let session = try await DeploySession.open(
      directory: project.environmentDirectory, environment: environment, kind: kind, selection: selection,
      command: "daivi-host \(kind.rawValue)", version: hostVersion, access: .deploy, sharing: try sharedLedger()
    ) { try await agree(to: $0, yes: yes) }
    OpenSessions.add(session)
    if case .replaced(_, let parts) = session.change {
      let what = parts.map(\.rawValue).joined(separator: ", ")
      DescriptorOutput.standardError.write(
        "The \(what) of '\(environment.name)' changed: what was recorded before is kept as history and not trusted.\n")
    }
    return session
  }

  /// Asks whether to begin anew elsewhere; what is recorded does not come back.
  private func agree(to move: EnvironmentMove, yes: Bool) async throws {
    try await access.checkAccount()
    if yes || move.isAmongSandboxes { return }
    try Question.require("nothing was deployed") { prompt throws(PromptError) in
      try prompt.confirm("\(move). Begin anew there, and forget what is recorded?", default: false)
    }
  }

  /// The ledger in S3 that every machine works on; nil where the configuration keeps it local.
  func sharedLedger() throws -> SharedLedger? {
    try SharedLedger.of(access) { DescriptorOutput.standardError.write("ledger: \($0)\n") }
  }

  /// Module processes that inherit the session's lock, and end when a shared ledger's hold is lost.
  func processes(lock: DeployLock?, notes: ModuleNotes) -> ModuleProcesses {
    let access = access
    let permissions = project.graph.modules.mapValues(\.permissions)
    let secrets = secrets
    let session = ModuleProcesses.Session(
      hostVersion: hostVersion, environment: environment.module, parameters: environment.parameters,
      credentials: { try await access.scopedCredentials(for: permissions[$0] ?? []) },
      secrets: { await secrets.secrets(of: $0) },
      workDirectory: Path.join(project.environmentDirectory, "work"), lock: lock?.descriptor,
      mirror: ProcessEnvironment.variables()["DAIVI_MIRROR"],
      log: { notes.take($0, $1) })
    let processes = ModuleProcesses(
      project.binaries, earlier: project.orphans, steps: earlierSteps.releases, session: session)
    OpenSessions.onLoss { await processes.stop() }
    return processes
  }

  /// The same, able to take away what an earlier release of a module deployed.
  func withOrphans(_ ledger: Ledger) async throws -> Workplace {
    let (project, steps) = try await project.withOrphans(ledger)
    return Workplace(
      project: project, environment: environment, access: access, secrets: secrets, fingerprints: fingerprints,
      earlierSteps: steps)
  }

  /// Has every secret that the run will need, asking for those that are typed, before anything is begun.
  func requireSecrets(_ selection: Selection) async throws {
    let upToDate = try await RecordedTargets.upToDate(
      in: project.ledgerPath, project.graph, fingerprints, identity: environment.identity)
    do {
      try await secrets.require(for: Set(selection.targets), done: upToDate)
    } catch let error as PromptError {
      throw Question.ending(error)
    }
  }

  func pool(concurrency: Int) -> ResourcePool {
    ResourcePool(slots: concurrency, capacity: environment.limits, modules: project.manifests)
  }
}

/// The sandbox of a project.
enum Sandboxes {
  static func control(_ layout: ProjectLayout) -> SandboxControl {
    SandboxControl(layout: layout) { DescriptorOutput.standardError.write("sandbox: \($0)\n") }
  }

  /// Where requests to a sandbox go: to itself, or to the proxy in front of it that `DAIVI_SANDBOX_ENDPOINT` names.
  /// What is recorded counts for one of the two: use the same one all the time.
  static func endpoint(of sandbox: SandboxState) -> String {
    let proxy = ProcessEnvironment.variables()["DAIVI_SANDBOX_ENDPOINT"] ?? ""
    return proxy.isEmpty ? sandbox.endpoint : proxy
  }
}
