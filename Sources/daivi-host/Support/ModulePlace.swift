import DaiviEngine
import DaiviHost
import DaiviLedger
import DaiviProtocol
import DaiviSystem

/// A project's installed modules, its lock file, and what its ledgers still need of them. Runs no module.
struct ModulePlace: Sendable {
  let recorded: RecordedEnvironment
  let lock: ModuleLock
  let stores: [ModuleStore]

  init(_ options: EnvironmentOptions) throws {
    recorded = try RecordedEnvironment.find(options)
    lock = try ModuleLock.read(recorded.layout)
    stores = [.project(recorded.layout), .user(ProcessEnvironment.variables())]
  }

  /// The store that all projects of this user share.
  var userStore: ModuleStore { stores[1] }
  var layout: ProjectLayout { recorded.layout }
  /// Key of the environment in the lock file.
  var environment: String { recorded.configuration.environmentName }
  var entries: [String: ModuleLock.Entry] { lock.environments[environment] ?? [:] }

  func installer(user: Bool) -> ModuleInstaller {
    ModuleInstaller(user ? userStore : stores[0], root: layout.root, lock: lock)
  }

  /// The store that has a version.
  func store(_ module: String, _ version: String) -> ModuleStore? {
    stores.first { Files.isDirectory($0.directory(module, version)) }
  }

  /// Targets of a module that an environment's ledger still has, with the version that deployed them.
  func deployed(_ module: String, in directory: String) async throws -> [TargetState] {
    let path = Path.join(directory, "ledger.sqlite")
    guard Files.exists(path) else { return [] }
    return try await Ledger.open(path, access: .read).targetStates().filter { $0.module == module }
  }

  /// Versions of a module that something in an environment is deployed with: targets, and steps that a later version
  /// dropped.
  func versionsInUse(_ module: String, in directory: String) async throws -> Set<String> {
    let path = Path.join(directory, "ledger.sqlite")
    guard Files.exists(path) else { return [] }
    let left = try await Ledger.open(path, access: .read).leftSteps().filter { $0.module == module }
    return Set(try await deployed(module, in: directory).map(\.moduleVersion) + left.map(\.moduleVersion))
  }

  /// Environments, apart from this one, whose ledgers have something of a version.
  func otherLedgers(with module: String, _ version: String) async throws -> [String] {
    let root = Path.join(layout.state, "environments")
    guard Files.isDirectory(root) else { return [] }
    var found: [String] = []
    for name in try Files.names(in: root) where name != environment {
      if try await versionsInUse(module, in: Path.join(root, name)).contains(version) { found.append(name) }
    }
    return found
  }

  /// The lock with a version in use. Earlier ones stay pinned while something is deployed with them.
  func pinning(
    _ module: String, _ version: String, _ release: ModuleLock.Release, in lock: ModuleLock
  ) async throws -> ModuleLock {
    let used = try await versionsInUse(module, in: recorded.directory)
    var entry = lock.environments[environment]?[module] ?? .init(version: version, releases: [:])
    let before = entry.version
    entry.version = version
    entry.releases = entry.releases.filter { used.contains($0.key) || $0.key == before }
    entry.releases[version] = release
    var changed = lock
    changed.environments[environment, default: [:]][module] = entry
    return changed
  }
}
