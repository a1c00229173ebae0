import DaiviEngine
import DaiviRelease
import DaiviSystem
import FoundationEssentials

/// `daivi.lock` beside daivi.yaml: which release of which installed module each environment uses, and the SHA-256 of
/// every file of it on every platform it was built for. It belongs into version control.
public struct ModuleLock: Codable, Hashable, Sendable {
  /// Path below the version's directory to SHA-256.
  public typealias Pins = [String: String]

  /// One release that may be run here.
  public struct Release: Codable, Hashable, Sendable {
    /// By platform, such as `linux-x86_64`, or `any`.
    public var platforms: [String: Pins]
    /// Where it was installed from, for those who have it not yet.
    public var source: String?

    public init(platforms: [String: Pins], source: String? = nil) {
      self.platforms = platforms
      self.source = source
    }
  }

  /// A module in an environment.
  public struct Entry: Codable, Hashable, Sendable {
    /// The version in use.
    public var version: String
    /// Every version that may be run: the one in use, and earlier ones that something is still deployed with.
    public var releases: [String: Release]

    public init(version: String, releases: [String: Release]) {
      self.version = version
      self.releases = releases
    }
  }

  /// Version of the file's form.
  public var lock = 1
  /// By environment, `<app>-<env>`, then by module.
  public var environments: [String: [String: Entry]] = [:]

  public init() {}

  public static func path(_ layout: ProjectLayout) -> String { Path.join(layout.root, "daivi.lock") }

  /// The project's lock; an empty one where there is none. Throws `CommandError` (usage).
  public static func read(_ layout: ProjectLayout) throws -> ModuleLock {
    let path = path(layout)
    guard Files.exists(path) else { return ModuleLock() }
    let lock: ModuleLock
    do {
      lock = try JSONDecoder().decode(ModuleLock.self, from: Data(Files.read(path)))
    } catch let error as DecodingError {
      throw CommandError(.usage, "\(path) is no lock file: \(error); restore it from version control")
    }
    guard lock.lock == 1 else {
      throw CommandError(.usage, "\(path) has form \(lock.lock), this host knows 1; update the host")
    }
    return lock
  }

  public func write(_ layout: ProjectLayout) throws {
    try Files.writeAtomically(try ReleaseJSON.bytes(self), to: Self.path(layout))
  }
}
