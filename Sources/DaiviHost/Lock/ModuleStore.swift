import DaiviEngine
import DaiviRelease
import DaiviSystem

/// Directories of installed modules, a directory a version: `<name>/<version>/daivi-<name>` and what belongs to it. The
/// release file it came with lies beside: `<name>/<version>.release.json`.
public struct ModuleStore: Hashable, Sendable {
  public let directory: String
  /// In words for people: `project` or `user`.
  public let place: String

  public static func project(_ layout: ProjectLayout) -> ModuleStore {
    ModuleStore(directory: layout.modules, place: "project")
  }

  public static func user(_ variables: [String: String]) -> ModuleStore {
    let home = variables["XDG_DATA_HOME"] ?? Path.join(variables["HOME"] ?? "/", ".local/share")
    return ModuleStore(directory: Path.join(home, "daivi/modules"), place: "user")
  }

  public func directory(_ module: String, _ version: String) -> String { Path.join(directory, "\(module)/\(version)") }

  public func binary(_ module: String, _ version: String) -> String {
    Path.join(directory(module, version), "daivi-\(module)")
  }

  public func releaseFile(_ module: String, _ version: String) -> String {
    Path.join(directory, "\(module)/\(version).release.json")
  }

  /// Modules with their versions, both in order. A draft of an installation under way is none.
  public func contents() throws -> [(module: String, versions: [String])] {
    guard Files.isDirectory(directory) else { return [] }
    return try Files.names(in: directory).compactMap { module in
      let path = Path.join(directory, module)
      guard !module.hasPrefix("."), Files.isDirectory(path) else { return nil }
      let versions = try Files.names(in: path).filter {
        !$0.hasPrefix(".") && Files.isDirectory(Path.join(path, $0))
      }
      return versions.isEmpty ? nil : (module, versions)
    }
  }
}
