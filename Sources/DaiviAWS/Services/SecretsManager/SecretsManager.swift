import FoundationEssentials

/// AWS Secrets Manager.
public struct SecretsManager: Sendable {
  public let client: ServiceClient
}

extension AWSService {
  public static let secretsManager = AWSService(
    id: "Secrets Manager", endpointPrefix: "secretsmanager",
    wire: .json(version: "1.1", target: "secretsmanager", members: .pascal))
}

extension AWS {
  public var secretsManager: SecretsManager { SecretsManager(client: client(.secretsManager)) }
}

extension SecretsManager {
  /// DescribeSecret: what is known of a secret, without its value.
  public func describeSecret(id: String) async throws -> Secret {
    try await client.call("DescribeSecret", Identifier(secretId: id))
  }

  /// GetSecretValue: the current value. Never log it, never record it.
  public func getSecretValue(id: String) async throws -> SecretValue {
    try await client.call("GetSecretValue", Identifier(secretId: id))
  }

  /// PutSecretValue: a new version of a secret's value; the same `token` twice is one version.
  /// - Parameter token: `ClientRequestToken`, 32 to 64 characters, becomes the version id.
  public func putSecretValue(id: String, string: String, token: String) async throws -> SecretVersion {
    try await client.call("PutSecretValue", Value(secretId: id, clientRequestToken: token, secretString: string))
  }

  /// Output of DescribeSecret.
  public struct Secret: Sendable, Hashable, Decodable {
    public var arn: String
    public var name: String
    public var kmsKeyId: String?
    public var lastChangedDate: Date?
    public var deletedDate: Date?
    /// Stages by version id; `AWSCURRENT` is the one in use.
    @OrEmpty public var versionIdsToStages: [String: [String]]

    /// The version in use.
    public var currentVersionID: String? {
      versionIdsToStages.first { $0.value.contains("AWSCURRENT") }?.key
    }

    enum CodingKeys: String, CodingKey {
      case arn = "aRN"
      case name, kmsKeyId, lastChangedDate, deletedDate, versionIdsToStages
    }
  }

  /// Output of PutSecretValue.
  public struct SecretVersion: Sendable, Hashable, Decodable {
    public var versionId: String
  }

  /// Output of GetSecretValue; its description hides the value.
  public struct SecretValue: Sendable, Hashable, Decodable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
  {
    public var name: String
    public var versionId: String
    public var secretString: String?

    public var description: String { "SecretValue(\(name), version \(versionId), value hidden)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["name": name, "versionId": versionId]) }
  }

  private struct Identifier: Encodable, Sendable {
    var secretId: String
  }

  private struct Value: Encodable, Sendable {
    var secretId: String
    var clientRequestToken: String
    var secretString: String
  }
}
