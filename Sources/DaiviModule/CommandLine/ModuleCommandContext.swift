import DaiviAccess
import DaiviEngine
import DaiviProtocol

/// What a module's own command works with: the recorded environment, what is deployed there, and AWS. It takes no lock
/// and records nothing, so such a command only looks.
public struct ModuleCommandContext: Sendable {
  public let environment: ModuleEnvironment
  /// Values of the module's parameters, as they were when the environment was deployed last.
  public let parameters: [String: String]
  /// AWS in the primary region, as the module itself.
  public let aws: AWS
  private let module: Module
  private let graph: DeploymentGraph
  private let state: DeployState

  /// - Throws: `CommandError` when there is no such environment, or the credentials are another account's.
  public init(_ options: StandaloneOptions) async throws {
    let session = try await StandaloneSession(StandaloneCommand.module, options)
    (module, graph, state) = (StandaloneCommand.module, try session.graph(), try await session.state())
    environment = session.environment.module
    parameters = session.environment.parameters[module.name] ?? [:]
    let access = EnvironmentAccess(session.environment)
    try await access.checkAccount()
    aws = AWS(
      environment: environment, credentials: access.provider(for: try module.manifest().permissions),
      userAgent: module.userAgent)
  }

  /// The inputs that a target of this module would be given now. Where one that it needs is missing the error says what
  /// to deploy first.
  public func inputs(of target: String) throws -> [String: String] {
    guard let node = graph.nodes[TargetID(module: module.name, target: target)] else {
      throw CommandError(.usage, "module '\(module.name)' has no target '\(target)'")
    }
    let (known, unknown) = state.inputs(of: node.manifest, in: graph)
    if let missing = unknown.values.sorted().first {
      throw CommandError(.usage, "\(missing) must be deployed first; run daivi-host deploy \(missing)")
    }
    return known
  }
}
