import FoundationEssentials

/// Who calls, and as whom.
extension STS {
  /// GetCallerIdentity: account and ARN of the caller; needs no permission.
  public func getCallerIdentity() async throws -> GetCallerIdentityResponse {
    try await client.call("GetCallerIdentity", NoInput())
  }

  /// AssumeRole: temporary keys of a role.
  public func assumeRole(_ input: AssumeRoleRequest) async throws -> AssumeRoleResponse {
    try await client.call("AssumeRole", input)
  }
}

extension STS {
  /// Output of GetCallerIdentity.
  public struct GetCallerIdentityResponse: Sendable, Hashable, Decodable {
    public var userId: String?
    public var account: String?
    public var arn: String?
  }

  /// Input of AssumeRole.
  public struct AssumeRoleRequest: Sendable, Hashable, Encodable {
    public var roleArn: String
    public var roleSessionName: String
    public var policyArns: [PolicyDescriptor]?
    public var policy: String?
    public var durationSeconds: Int?
    public var tags: [Tag]?
    public var transitiveTagKeys: [String]?
    public var externalId: String?
    public var sourceIdentity: String?

    public init(
      roleArn: String, roleSessionName: String, policyArns: [PolicyDescriptor]? = nil, policy: String? = nil,
      durationSeconds: Int? = nil, tags: [Tag]? = nil, transitiveTagKeys: [String]? = nil, externalId: String? = nil,
      sourceIdentity: String? = nil
    ) {
      self.roleArn = roleArn
      self.roleSessionName = roleSessionName
      self.policyArns = policyArns
      self.policy = policy
      self.durationSeconds = durationSeconds
      self.tags = tags
      self.transitiveTagKeys = transitiveTagKeys
      self.externalId = externalId
      self.sourceIdentity = sourceIdentity
    }
  }

  /// Output of AssumeRole.
  public struct AssumeRoleResponse: Sendable, Hashable, Decodable {
    public var credentials: Credentials?
    public var assumedRoleUser: AssumedRoleUser?
    public var packedPolicySize: Int?
    public var sourceIdentity: String?
  }

  /// API type `PolicyDescriptorType`.
  public struct PolicyDescriptor: Sendable, Hashable, Encodable {
    public var arn: String?

    public init(arn: String? = nil) {
      self.arn = arn
    }
  }

  /// API type `Tag`.
  public struct Tag: Sendable, Hashable, Encodable {
    public var key: String
    public var value: String

    public init(key: String, value: String) {
      self.key = key
      self.value = value
    }
  }

  /// API type `Credentials`.
  public struct Credentials: Sendable, Hashable, Decodable {
    public var accessKeyId: String
    public var secretAccessKey: String
    public var sessionToken: String
    public var expiration: Date
  }

  /// API type `AssumedRoleUser`.
  public struct AssumedRoleUser: Sendable, Hashable, Decodable {
    public var assumedRoleId: String
    public var arn: String
  }
}
