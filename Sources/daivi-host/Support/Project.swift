import DaiviEngine
import DaiviHost
import DaiviLedger
import DaiviProtocol
import DaiviSystem

/// A command's view of the project: configuration, modules and graph. Reading it asks neither AWS nor the sandbox.
struct Project: Sendable {
  let layout: ProjectLayout
  let configuration: ResolvedConfiguration
  let binaries: [ModuleBinary]
  let shadowed: [ModuleBinary]
  let manifests: [ModuleManifest]
  let graph: DeploymentGraph

  static func load(_ options: EnvironmentOptions) async throws -> Project {
    let variables = ProcessEnvironment.variables()
    let layout = ProjectLayout(configuration: options.config ?? variables["DAIVI_CONFIG"])
    if let named = options.config ?? variables["DAIVI_CONFIG"], !Files.exists(layout.configuration) {
      throw CommandError(.usage, "there is no configuration file \(named)")
    }
    let file = try ConfigurationFile.read(layout.configuration)
    let configuration = try ResolvedConfiguration(
      file: file, choice: ConfigurationChoice(flags: options.choice, variables: variables),
      fileName: layout.configuration)
    let found = try ModuleDiscovery(
      layout: layout, flags: options.moduleDirectories, variables: variables,
      hostDirectory: Path.parent(Path.executable)
    ).find()
    let manifests = try await ManifestCache(layout: layout).manifests(of: found.modules)
    let graph: DeploymentGraph
    do throws(GraphError) {
      graph = try DeploymentGraph(manifests: manifests, settings: configuration.environment.settings)
    } catch {
      throw CommandError(.usage, "\(error)")
    }
    return Project(
      layout: layout, configuration: configuration, binaries: found.modules, shadowed: found.shadowed,
      manifests: manifests, graph: graph)
  }

  /// Directory of the environment's ledger and lock.
  var environmentDirectory: String {
    layout.environment(app: configuration.environment.app, env: configuration.environment.env)
  }

  var ledgerPath: String { Path.join(environmentDirectory, "ledger.sqlite") }

  /// A ledger that is damaged or of a newer release is said before anything is started or touched.
  func requireReadableLedger() throws {
    guard Files.exists(ledgerPath) else { return }
    do {
      _ = try Ledger.open(ledgerPath, access: .read)
    } catch LedgerError.older {
      // A deploy migrates it.
    }
  }

  func select(_ words: [String]) throws -> Selection {
    do throws(SelectionError) {
      return try Selection(words, in: graph)
    } catch {
      throw CommandError(.usage, "\(error)")
    }
  }

  /// Parameters of all modules, checked; files read once and remembered.
  func parameters() throws -> (values: [String: [String: String]], digests: [String: [String: String]]) {
    let (values, digests) = try ModuleParameters.resolve(
      configuration.parameters, manifests: manifests, base: layout.root,
      files: FileInspector(cache: Path.join(layout.cache, "files.json")))
    let yaml = YAMLFileParameters(manifests: manifests, directory: Path.join(layout.cache, "parameters"))
    return (try yaml.converted(values), digests)
  }
}
