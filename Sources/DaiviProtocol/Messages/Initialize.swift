/// First request of a connection.
public struct InitializeParams: Codable, Sendable {
  public var `protocol`: ProtocolRange
  public var host: PeerInfo
  public var environment: ModuleEnvironment
  /// Credentials for this module only; absent when the module does not call AWS.
  public var credentials: ScopedCredentials?
  /// Values of the module's declared parameters; files as absolute paths, of secrets only where they come from.
  public var parameters: [String: String]
  /// The module's own secrets by parameter, those that are read on this machine; never written anywhere, mirror files
  /// redact them.
  public var secrets: [String: String]?
  /// Absolute path of a directory the module may keep files in.
  public var workDirectory: String
  /// Optional abilities of the host; unknown names are ignored.
  public var features: [String]

  public init(
    protocol: ProtocolRange = .supported, host: PeerInfo, environment: ModuleEnvironment,
    credentials: ScopedCredentials?, parameters: [String: String], secrets: [String: String]? = nil,
    workDirectory: String, features: [String] = []
  ) {
    self.protocol = `protocol`
    self.host = host
    self.environment = environment
    self.credentials = credentials
    self.parameters = parameters
    self.secrets = secrets
    self.workDirectory = workDirectory
    self.features = features
  }
}

/// Name and version of a side, for messages and reports.
public struct PeerInfo: Codable, Hashable, Sendable {
  public var name: String
  public var version: String

  public init(name: String, version: String) {
    self.name = name
    self.version = version
  }
}

public struct InitializeResult: Codable, Sendable {
  /// The version chosen out of both ranges.
  public var `protocol`: Int
  public var module: PeerInfo

  public init(protocol: Int, module: PeerInfo) {
    self.protocol = `protocol`
    self.module = module
  }
}

/// Where a deployment goes, as a module sees it.
public struct ModuleEnvironment: Codable, Hashable, Sendable {
  /// First part of every name.
  public var app: String
  /// Second part of every name.
  public var env: String
  /// 12 digits.
  public var account: String
  /// `aws`, `aws-cn` or `aws-us-gov`.
  public var partition: String
  public var primaryRegion: String
  public var secondaryRegion: String
  /// Name of the console role that administers Lake Formation.
  public var adminRole: String
  /// Tags for everything that can carry tags.
  public var tags: [String: String]
  /// Endpoint overrides by the suffix of the variable `AWS_ENDPOINT_URL_<SERVICE>`: `""` for all services, else `S3`,
  /// `GLUE`, ...; `MAVEN` for a repository with stand-ins of jars, `PYPI` for the host wheels are fetched from.
  public var endpoints: [String: String]
  /// Settings of the environment that targets' conditions name.
  public var settings: [String: String]
  /// Buckets for what is too large for a request, such as a big template, by region; there once `bootstrap` made them.
  public var artifactBuckets: [String: String]?
  /// ARN of the service role that CloudFormation works under; absent: it works with the module's own credentials.
  public var stackRole: String?
  /// ARN of the role whose sessions modules get; absent: they work as whoever started the command.
  public var deployRole: String?

  public init(
    app: String, env: String, account: String, partition: String, primaryRegion: String, secondaryRegion: String,
    adminRole: String, tags: [String: String], endpoints: [String: String] = [:], settings: [String: String] = [:],
    artifactBuckets: [String: String]? = nil, stackRole: String? = nil, deployRole: String? = nil
  ) {
    self.app = app
    self.env = env
    self.account = account
    self.partition = partition
    self.primaryRegion = primaryRegion
    self.secondaryRegion = secondaryRegion
    self.adminRole = adminRole
    self.tags = tags
    self.endpoints = endpoints
    self.settings = settings
    self.artifactBuckets = artifactBuckets
    self.stackRole = stackRole
    self.deployRole = deployRole
  }
}

/// Short-lived AWS credentials; never written anywhere, mirror files redact them.
public struct ScopedCredentials: Codable, Hashable, Sendable, CustomStringConvertible {
  public var accessKeyID: String
  public var secretAccessKey: String
  public var sessionToken: String?
  /// ISO 8601; absent: they do not expire.
  public var expiration: String?

  public init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil, expiration: String? = nil) {
    self.accessKeyID = accessKeyID
    self.secretAccessKey = secretAccessKey
    self.sessionToken = sessionToken
    self.expiration = expiration
  }

  public var description: String { "credentials \(accessKeyID) (secret hidden)" }
}
