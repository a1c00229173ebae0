import DaiviSystem

/// Where a project keeps things.
///
/// ```
/// daivi.yaml                              the configuration, if there is one
/// .daivi/environments/<app>-<env>/        ledger.sqlite, lock, work/
/// .daivi/modules/<name>/<version>/        modules installed for this project
/// .daivi/cache/                           manifests and file digests by file stamp
/// .daivi/sandbox/                         runtime/ venv/ state/ sandbox.log
/// ```
public struct ProjectLayout: Hashable, Sendable {
  public var root: String
  /// The configuration file, existing or not.
  public var configuration: String

  /// The project of a directory: the nearest one above with a daivi.yaml or .daivi, else the directory itself.
  public init(directory: String = Path.current, configuration: String? = nil) {
    if let configuration {
      self.configuration = Path.absolute(configuration, from: directory)
      root = Path.parent(self.configuration)
      return
    }
    var candidate = directory
    while true {
      if Files.exists(Path.join(candidate, "daivi.yaml")) || Files.isDirectory(Path.join(candidate, ".daivi")) { break }
      let parent = Path.parent(candidate)
      if parent == candidate {
        candidate = directory
        break
      }
      candidate = parent
    }
    root = candidate
    self.configuration = Path.join(candidate, "daivi.yaml")
  }

  public var state: String { Path.join(root, ".daivi") }
  public var cache: String { Path.join(state, "cache") }
  public var modules: String { Path.join(state, "modules") }
  public var sandbox: String { Path.join(state, "sandbox") }

  public func environment(app: String, env: String) -> String { Path.join(state, "environments/\(app)-\(env)") }
}
