import DaiviEngine
import DaiviProtocol
import DaiviSystem

/// A module executable that was found.
public struct ModuleBinary: Hashable, Sendable {
  public var name: String
  public var path: String
  /// Where it was found, in words for people.
  public var place: String
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
public struct ModuleDiscovery: Sendable {
  /// The outcome: what is used, and what lies in the shadow of it.
  public struct Result: Sendable {
    public var modules: [ModuleBinary] = []
    public var shadowed: [ModuleBinary] = []
  }

  private var places: [(directory: String, place: String, required: Bool)]

  public init(layout: ProjectLayout, flags: [String], variables: [String: String], hostDirectory: String) {
    places = flags.map { (Path.absolute($0), "--modules", true) }
    for directory in (variables["DAIVI_MODULES"] ?? "").split(separator: ":") {
      places.append((Path.absolute(String(directory)), "DAIVI_MODULES", true))
    }
    places.append((layout.modules, "project", false))
    let home = variables["XDG_DATA_HOME"] ?? Path.join(variables["HOME"] ?? "/", ".local/share")
    places.append((Path.join(home, "daivi/modules"), "user", false))
    places.append((hostDirectory, "beside the host", false))
  }

  /// Throws `CommandError` (usage) for a directory that is missing, a binary that is missing or not executable, and two
  /// modules of one name in one place.
  public func find() throws -> Result {
    var result = Result()
    for (directory, place, required) in places {
      guard Files.isDirectory(directory) else {
        if required { throw CommandError(.usage, "\(place): there is no directory \(directory)") }
        continue
      }
      var here: [String: ModuleBinary] = [:]
      for binary in try binaries(in: directory, place: place) {
        if let other = here[binary.name] {
          throw CommandError(
            .usage, "two modules are named '\(binary.name)': \(other.path) and \(binary.path); remove one of them")
        }
        here[binary.name] = binary
      }
      for binary in here.values.sorted(by: { $0.name < $1.name }) {
        if result.modules.contains(where: { $0.name == binary.name }) {
          result.shadowed.append(binary)
        } else {
          result.modules.append(binary)
        }
      }
    }
    result.modules.sort { $0.name < $1.name }
    return result
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
    guard file.hasPrefix("daivi-"), file != "daivi-host", file != "daivi-embed" else { return nil }
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
