/// What a module says of itself: printed by `daivi-<name> describe` and known before any of its steps runs.
public struct ModuleManifest: Codable, Hashable, Sendable {
  /// Protocol versions the module speaks.
  public var `protocol`: ProtocolRange
  /// Name of the module; its executable is `daivi-<module>`.
  public var module: String
  /// Semantic version of this release.
  public var version: String
  /// One line for people.
  public var title: String
  /// The library the module was built with, for reports.
  public var sdk: String?
  /// How many step requests the module takes at once.
  public var maxConcurrentSteps: Int
  /// Other modules whose targets this one's targets name, with the versions it works with.
  public var requires: [ModuleRequirement]
  /// What a user can set under `modules.<name>.parameters`.
  public var parameters: [ParameterDeclaration]
  /// IAM actions the module itself calls (`service:Action`), for scoped credentials.
  public var permissions: [String]
  public var targets: [TargetManifest]

  public init(
    protocol: ProtocolRange = .supported, module: String, version: String, title: String, sdk: String? = nil,
    maxConcurrentSteps: Int = 1, requires: [ModuleRequirement] = [], parameters: [ParameterDeclaration] = [],
    permissions: [String] = [], targets: [TargetManifest]
  ) {
    self.protocol = `protocol`
    self.module = module
    self.version = version
    self.title = title
    self.sdk = sdk
    self.maxConcurrentSteps = maxConcurrentSteps
    self.requires = requires
    self.parameters = parameters
    self.permissions = permissions
    self.targets = targets
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      protocol: try container.decode(ProtocolRange.self, forKey: .protocol),
      module: try container.decode(String.self, forKey: .module),
      version: try container.decode(String.self, forKey: .version),
      title: try container.decodeIfPresent(String.self, forKey: .title) ?? "",
      sdk: try container.decodeIfPresent(String.self, forKey: .sdk),
      maxConcurrentSteps: try container.decodeIfPresent(Int.self, forKey: .maxConcurrentSteps) ?? 1,
      requires: try container.decodeIfPresent([ModuleRequirement].self, forKey: .requires) ?? [],
      parameters: try container.decodeIfPresent([ParameterDeclaration].self, forKey: .parameters) ?? [],
      permissions: try container.decodeIfPresent([String].self, forKey: .permissions) ?? [],
      targets: try container.decode([TargetManifest].self, forKey: .targets))
  }
}

/// A module this one needs, and the versions of it that do.
public struct ModuleRequirement: Codable, Hashable, Sendable {
  public var module: String
  /// Semantic-version range, such as `>=0.1.0 <1.0.0`.
  public var versions: String

  public init(module: String, versions: String) {
    self.module = module
    self.versions = versions
  }
}
