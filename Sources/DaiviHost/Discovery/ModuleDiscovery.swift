import DaiviEngine
import DaiviProtocol
import DaiviSystem

/// A module executable that was found.
public struct ModuleBinary: Hashable, Sendable {
  public var name: String
  public var path: String
  /// Where it was found, in words for people.
  public var place: String
  /// Its version, where the directory says it: what daivi.lock pins.
  public var version: String?

  public init(name: String, path: String, place: String, version: String? = nil) {
    self.name = name
    self.path = path
    self.place = place
    self.version = version
  }
}

/// Finds modules: executables named `daivi-<name>`.
///
/// Searched in this order; the first place that has a name wins and the others are shadowed:
/// ```
/// --modules DIR, DAIVI_MODULES (colon-separated)     DIR/daivi-<name> or DIR/<name>/<version>/daivi-<name>
/// <project>/.daivi/modules/<name>/<version>/daivi-<name>
/// ~/.local/share/daivi/modules/<name>/<version>/daivi-<name>
/// beside the host                                    daivi-<name>
/// ```
/// Of project and user only what daivi.lock pins for the environment is used, in the version it names, and only after
/// every file was compared: nothing of an altered version runs, not even `describe`. The other places are trusted as
/// the host itself is.
public struct ModuleDiscovery: Sendable {
  /// The outcome: what is used, and what lies in the shadow of it.
  public struct Result: Sendable {
    public var modules: [ModuleBinary] = []
    public var shadowed: [ModuleBinary] = []
    /// Installed, and not pinned for this environment: never run.
    public var unpinned: [ModuleBinary] = []
    /// Versions that are pinned beside the one in use: for what an earlier release deployed.
    public var earlier: [ModuleBinary] = []
  }

  private enum Place {
    case trusted(directory: String, name: String, required: Bool)
    case pinned(ModuleStore)
  }

  private var places: [Place]
  private let pins: [String: ModuleLock.Entry]
  private let environment: String
  private let check: PinCheck

  /// - Parameters:
  ///   - lock: what is pinned; nil when there is no lock file.
  ///   - environment: its key there, `<app>-<env>`.
  public init(
    layout: ProjectLayout, flags: [String], variables: [String: String], hostDirectory: String,
    lock: ModuleLock = ModuleLock(), environment: String = ""
  ) {
    places = flags.map { .trusted(directory: Path.absolute($0), name: "--modules", required: true) }
    for directory in (variables["DAIVI_MODULES"] ?? "").split(separator: ":") {
      places.append(.trusted(directory: Path.absolute(String(directory)), name: "DAIVI_MODULES", required: true))
    }
    places.append(.pinned(.project(layout)))
    places.append(.pinned(.user(variables)))
    places.append(.trusted(directory: hostDirectory, name: "beside the host", required: false))
    pins = lock.environments[environment] ?? [:]
    self.environment = environment
    check = PinCheck(FileInspector(cache: Path.join(layout.cache, "pins.json")))
  }

  /// Throws `CommandError` (usage) for a directory that is missing, a binary that is missing or not executable, two
  /// modules of one name in one place, and what is pinned but altered or not installed.
  public func find() throws -> Result {
    var result = Result()
    for place in places {
      switch place {
      case .trusted(let directory, let name, let required):
        guard Files.isDirectory(directory) else {
          if required { throw CommandError(.usage, "\(name): there is no directory \(directory)") }
          continue
        }
        add(try trusted(directory, name), to: &result)
      case .pinned(let store):
        add(try pinned(store, &result), to: &result)
      }
    }
    for (name, entry) in pins.sorted(by: { $0.key < $1.key }) {
      let isThere = result.modules.contains { $0.name == name && ($0.version == entry.version || isNamed($0)) }
      guard !isThere else { continue }
      let source = entry.releases[entry.version]?.source.map { " \($0)" } ?? ""
      throw CommandError(
        .usage,
        "daivi.lock pins \(name) \(entry.version) for '\(environment)', which is not installed here; "
          + "run daivi-host modules install\(source)")
    }
    result.modules.sort { $0.name < $1.name }
    return result
  }

  /// Named by the person who typed the command: that goes before a pin.
  private func isNamed(_ module: ModuleBinary) -> Bool {
    module.place == "--modules" || module.place == "DAIVI_MODULES"
  }

  private func add(_ binaries: [ModuleBinary], to result: inout Result) {
    for binary in binaries.sorted(by: { $0.name < $1.name }) {
      if result.modules.contains(where: { $0.name == binary.name }) {
        result.shadowed.append(binary)
      } else {
        result.modules.append(binary)
      }
    }
  }

  /// What a store has in a version that is pinned here, compared file by file; the rest is only noted.
  private func pinned(_ store: ModuleStore, _ result: inout Result) throws -> [ModuleBinary] {
    var found: [ModuleBinary] = []
    for (name, versions) in try store.contents() {
      for version in versions {
        let binary = ModuleBinary(name: name, path: store.binary(name, version), place: store.place, version: version)
        guard let entry = pins[name], let release = entry.releases[version] else {
          result.unpinned.append(binary)
          continue
        }
        let faults = try check.faults(in: store.directory(name, version), release)
        guard faults.isEmpty else {
          let source = release.source.map { " \($0)" } ?? ""
          throw CommandError(
            .usage,
            "module '\(name)' \(version) in \(store.directory(name, version)) is not what daivi.lock pins for "
              + "'\(environment)', so nothing of it is run: \(faults.map(\.description).joined(separator: "; ")); "
              + "to put it back: daivi-host modules install\(source)")
        }
        try Self.requireExecutable(binary.path)
        if version == entry.version {
          found.append(binary)
        } else if !result.earlier.contains(where: { $0.name == name && $0.version == version }) {
          result.earlier.append(binary)
        }
      }
    }
    return found
  }

  private func trusted(_ directory: String, _ place: String) throws -> [ModuleBinary] {
    var here: [String: ModuleBinary] = [:]
    for binary in try binaries(in: directory, place: place) {
      if let other = here[binary.name] {
        throw CommandError(
          .usage, "two modules are named '\(binary.name)': \(other.path) and \(binary.path); remove one of them")
      }
      here[binary.name] = binary
    }
    return Array(here.values)
  }

  private func binaries(in directory: String, place: String) throws -> [ModuleBinary] {
    var found: [ModuleBinary] = []
    for name in try Files.names(in: directory) {
      let path = Path.join(directory, name)
      if let module = Self.moduleName(name) {
        if Files.isDirectory(path) { continue }
        try Self.requireExecutable(path)
        found.append(ModuleBinary(name: module, path: path, place: place))
      } else if place != "beside the host", Files.isDirectory(path) {
        for version in try Files.names(in: path) where Files.isDirectory(Path.join(path, version)) {
          let binary = Path.join(path, "\(version)/daivi-\(name)")
          guard Files.exists(binary) else {
            throw CommandError(
              .usage, "module '\(name)' \(version) has no binary: \(binary) is missing; install it again")
          }
          try Self.requireExecutable(binary)
          found.append(ModuleBinary(name: name, path: binary, place: place))
        }
      }
    }
    return found
  }

  /// `billing` of `daivi-billing`; nil for the host's own tools and for what is no executable's name.
  static func moduleName(_ file: String) -> String? {
    guard file.hasPrefix("daivi-"), !["daivi-host", "daivi-embed", "daivi-pack"].contains(file) else { return nil }
    let name = file.dropFirst("daivi-".count)
    let allowed = name.utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d }
    return allowed && !name.isEmpty && !name.hasSuffix("-tool") ? String(name) : nil
  }

  private static func requireExecutable(_ path: String) throws {
    guard Files.isExecutable(path) else {
      throw CommandError(.usage, "\(path) is not executable; run chmod +x \(path), or remove it")
    }
  }
}
