import DaiviEngine
import DaiviLedger
import DaiviProtocol
import DaiviSystem

/// Looks at everything a deployment depends on and says of each thing whether it will do. Changes nothing, starts
/// nothing, works without a network.
public struct Doctor: Sendable {
  private let layout: ProjectLayout
  private let choice: ConfigurationChoice
  private let variables: [String: String]
  private let discovery: ModuleDiscovery
  private let inspector: @Sendable (ResolvedConfiguration, SandboxState?) -> any AccountInspector

  /// - Parameters:
  ///   - choice: flags and variables.
  ///   - inspector: asks an account, or the sandbox when there is one.
  public init(
    layout: ProjectLayout, choice: ConfigurationChoice, variables: [String: String], discovery: ModuleDiscovery,
    inspector: @escaping @Sendable (ResolvedConfiguration, SandboxState?) -> any AccountInspector
  ) {
    self.layout = layout
    self.choice = choice
    self.variables = variables
    self.discovery = discovery
    self.inspector = inspector
  }

  public func findings() async -> [DoctorFinding] {
    let machine = MachineChecks(layout: layout, variables: variables)
    var findings = machine.libraries()
    let configuration: ResolvedConfiguration
    do {
      configuration = try ResolvedConfiguration(
        file: try ConfigurationFile.read(layout.configuration), choice: choice, fileName: layout.configuration)
    } catch {
      findings.append(machine.disk(isSandbox: false))
      findings.append(
        DoctorFinding(
          "configuration", .problem, "configuration", "\(error)",
          fix: "mend \(layout.configuration), or `daivi-host init`"))
      let modules = await ModuleChecks(layout: layout, discovery: discovery).run()
      return findings + modules.findings
    }
    findings.append(machine.disk(isSandbox: configuration.isSandbox))
    if configuration.isSandbox { findings.append(await machine.python()) }
    findings.append(describe(configuration))

    let environment = configuration.environment
    let sandbox = SandboxState(directory: Path.join(layout.sandbox, "state"))
    let modules = await ModuleChecks(layout: layout, discovery: discovery).run(configuration)
    findings += parameters(configuration, modules.graph)
    let ledger = await LedgerChecks(
      directory: layout.environment(app: environment.app, env: environment.env),
      identity: identity(configuration, sandbox)
    ).run()
    if configuration.isSandbox {
      let inspector = inspector
      findings += await SandboxChecks(layout: layout) { inspector(configuration, $0) }.run()
    } else {
      findings += await account(configuration, modules.graph, deployed: ledger.deployed)
    }
    return findings + modules.findings + ledger.findings
  }

  private func account(
    _ configuration: ResolvedConfiguration, _ graph: DeploymentGraph?, deployed: Set<TargetID>
  ) async -> [DoctorFinding] {
    let environment = configuration.environment
    let asked = inspector(configuration, nil)
    let findings = await AccountChecks(environment, deployRole: configuration.deployRole, inspector: asked).findings()
    guard findings.contains(where: { $0.what == "account" && $0.status == .ok }) else {
      return findings + QuotaChecks.unasked("the account could not be asked")
    }
    guard let graph else { return findings + QuotaChecks.unasked("the modules do not fit together") }
    let needs = QuotaChecks.Needs(graph: graph, limits: configuration.limits, deployed: deployed)
    return await findings + QuotaChecks(region: environment.primaryRegion, inspector: asked).findings(needs)
  }

  private func describe(_ configuration: ResolvedConfiguration) -> DoctorFinding {
    let environment = configuration.environment
    let place = configuration.isSandbox ? "the local sandbox" : "account \(environment.account)"
    let file = Files.exists(layout.configuration) ? layout.configuration : "no daivi.yaml, defaults"
    return DoctorFinding(
      "configuration", .ok, "environment",
      "\(environment.app)-\(environment.env) in \(place), \(environment.primaryRegion) and "
        + "\(environment.secondaryRegion) (\(file))")
  }

  private func parameters(_ configuration: ResolvedConfiguration, _ graph: DeploymentGraph?) -> [DoctorFinding] {
    guard let graph, !configuration.parameters.isEmpty else { return [] }
    do {
      _ = try ModuleParameters.resolve(
        configuration.parameters, manifests: graph.modules.values.sorted { $0.module < $1.module }, base: layout.root,
        files: FileInspector(cache: Path.join(layout.cache, "files.json")), isSandbox: configuration.isSandbox)
      return [DoctorFinding("configuration", .ok, "parameters", "all known and usable")]
    } catch {
      return [DoctorFinding("configuration", .problem, "parameters", "\(error)", fix: "mend \(layout.configuration)")]
    }
  }

  private func identity(_ configuration: ResolvedConfiguration, _ sandbox: SandboxState?) -> LedgerIdentity? {
    if configuration.isSandbox && sandbox == nil { return nil }
    var module = configuration.environment
    if configuration.isSandbox { module.endpoints[""] = sandbox?.endpoint }
    return DeploymentEnvironment(module: module, sandboxID: configuration.isSandbox ? sandbox?.id : nil).identity
  }
}
