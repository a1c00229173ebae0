/// A module as it was last used in the environment.
public struct ModuleRow: Equatable, Sendable {
  public var name: String
  public var version: String
  /// The directory of the version.
  public var path: String
  public var manifestDigest: String
  public var protocolVersion: Int

  public init(name: String, version: String, path: String, manifestDigest: String, protocolVersion: Int) {
    self.name = name
    self.version = version
    self.path = path
    self.manifestDigest = manifestDigest
    self.protocolVersion = protocolVersion
  }
}
