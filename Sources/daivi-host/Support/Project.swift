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
  /// Installed, and not pinned for this environment.
  let unpinned: [ModuleBinary]
  /// Versions that are pinned beside those in use.
  let earlier: [ModuleBinary]
  let manifests: [ModuleManifest]
  let graph: DeploymentGraph
  /// Targets of the graph that only an earlier release of their module offers.
  var orphans: [TargetID: ModuleBinary] = [:]

  /// - Parameters:
  ///   - lock: instead of the project's daivi.lock, to see whether one that is to be written fits.
  ///   - quiet: without a word on modules that lie in the shadow of others.
  static func load(
    _ options: EnvironmentOptions, lock candidate: ModuleLock? = nil, quiet: Bool = false
  ) async throws -> Project {
    let variables = ProcessEnvironment.variables()
    let layout = try ProjectLayout.chosen(options.config, variables)
    let file = try ConfigurationFile.read(layout.configuration)
    let configuration = try ResolvedConfiguration(
      file: file, choice: ConfigurationChoice(flags: options.choice, variables: variables),
      fileName: layout.configuration)
    let found = try ModuleDiscovery(
      layout: layout, flags: options.moduleDirectories, variables: variables,
      hostDirectory: Path.parent(Path.executable), lock: try candidate ?? ModuleLock.read(layout),
      environment: configuration.environmentName
    ).find()
    if !quiet { Shadows.tell(of: found) }
    let manifests = try await ManifestCache(layout: layout).manifests(of: found.modules)
    try requireFit(found.modules, manifests)
    let graph: DeploymentGraph
    do throws(GraphError) {
      graph = try DeploymentGraph(
        manifests: manifests, settings: configuration.environment.settings,
        parameters: ModuleParameters.set(
          configuration.parameters, manifests: manifests, isSandbox: configuration.isSandbox))
    } catch {
      var words = "\(error)"
      if case .unknownModule(let name, _) = error { words += Self.pinHint(name, found.unpinned, configuration) }
      throw CommandError(.usage, words)
    }
    return Project(
      layout: layout, configuration: configuration, binaries: found.modules, shadowed: found.shadowed,
      unpinned: found.unpinned, earlier: found.earlier, manifests: manifests, graph: graph)
  }

  /// Versions are what their directories say, and in the ranges that others ask for. A module that is asked for and
  /// not installed matters only where a target needs it, which the graph tells.
  private static func requireFit(_ binaries: [ModuleBinary], _ manifests: [ModuleManifest]) throws {
    for (binary, manifest) in zip(binaries, manifests) {
      if let version = binary.version, version != manifest.version {
        throw CommandError(
          .usage, "\(binary.path) says that it is \(manifest.version), its directory that it is \(version)")
      }
    }
    let unmet = UnmetRequirement.find(in: manifests).filter { $0.reason != .absent }
    guard unmet.isEmpty else {
      throw CommandError(
        .usage,
        unmet.map(\.description).joined(separator: "; ")
          + "; install versions that fit (daivi-host modules install, or daivi-host modules lock NAME@VERSION)")
    }
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
      let name = words.lazy.map { TargetID($0)?.module ?? $0 }.first { name in unpinned.contains { $0.name == name } }
      throw CommandError(.usage, "\(error)" + (name.map { Self.pinHint($0, unpinned, configuration) } ?? ""))
    }
  }

  /// For a module that is missed and lies there unpinned.
  private static func pinHint(
    _ name: String, _ unpinned: [ModuleBinary], _ configuration: ResolvedConfiguration
  ) -> String {
    guard let binary = unpinned.last(where: { $0.name == name }), let version = binary.version else { return "" }
    return "; \(name) \(version) is installed, and not pinned for '\(configuration.environmentName)': "
      + "daivi-host modules lock \(name)@\(version)"
  }

  /// Parameters of all modules, checked; files read once and remembered.
  func parameters() throws -> (values: [String: [String: String]], digests: [String: [String: String]]) {
    let (values, digests) = try ModuleParameters.resolve(
      configuration.parameters, manifests: manifests, base: layout.root,
      files: FileInspector(cache: Path.join(layout.cache, "files.json")), isSandbox: configuration.isSandbox)
    let yaml = YAMLFileParameters(manifests: manifests, directory: Path.join(layout.cache, "parameters"))
    return try yaml.converted(values, digests: digests)
  }
}
