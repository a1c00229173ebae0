import FoundationEssentials

/// Locations that Lake Formation manages.
extension LakeFormation {
  /// RegisterResource: puts a location under Lake Formation.
  public func registerResource(_ input: RegisterResourceRequest) async throws {
    _ = try await client.rest(
      "RegisterResource", "POST", path: ["RegisterResource"], input: input, returning: NoOutput.self)
  }

  /// DescribeResource: how a location is registered.
  public func describeResource(_ input: DescribeResourceRequest) async throws -> DescribeResourceResponse {
    try await client.rest("DescribeResource", "POST", path: ["DescribeResource"], input: input)
  }

  /// UpdateResource: changes a registration.
  public func updateResource(_ input: UpdateResourceRequest) async throws {
    _ = try await client.rest(
      "UpdateResource", "POST", path: ["UpdateResource"], input: input, returning: NoOutput.self)
  }

  /// DeregisterResource: takes a location out of Lake Formation.
  public func deregisterResource(_ input: DeregisterResourceRequest) async throws {
    _ = try await client.rest(
      "DeregisterResource", "POST", path: ["DeregisterResource"], input: input, returning: NoOutput.self)
  }
}

extension LakeFormation {
  /// Input of RegisterResource.
  public struct RegisterResourceRequest: Sendable, Hashable, Encodable {
    public var resourceArn: String
    public var useServiceLinkedRole: Bool?
    public var roleArn: String?
    public var withFederation: Bool?
    public var hybridAccessEnabled: Bool?
    public var withPrivilegedAccess: Bool?
    public var expectedResourceOwnerAccount: String?

    public init(
      resourceArn: String, useServiceLinkedRole: Bool? = nil, roleArn: String? = nil, withFederation: Bool? = nil,
      hybridAccessEnabled: Bool? = nil, withPrivilegedAccess: Bool? = nil, expectedResourceOwnerAccount: String? = nil
    ) {
      self.resourceArn = resourceArn
      self.useServiceLinkedRole = useServiceLinkedRole
      self.roleArn = roleArn
      self.withFederation = withFederation
      self.hybridAccessEnabled = hybridAccessEnabled
      self.withPrivilegedAccess = withPrivilegedAccess
      self.expectedResourceOwnerAccount = expectedResourceOwnerAccount
    }
  }

  /// Input of DescribeResource.
  public struct DescribeResourceRequest: Sendable, Hashable, Encodable {
    public var resourceArn: String

    public init(resourceArn: String) {
      self.resourceArn = resourceArn
    }
  }

  /// Output of DescribeResource.
  public struct DescribeResourceResponse: Sendable, Hashable, Decodable {
    public var resourceInfo: ResourceInfo?
  }

  /// Input of UpdateResource.
  public struct UpdateResourceRequest: Sendable, Hashable, Encodable {
    public var roleArn: String
    public var resourceArn: String
    public var withFederation: Bool?
    public var hybridAccessEnabled: Bool?
    public var expectedResourceOwnerAccount: String?

    public init(
      roleArn: String, resourceArn: String, withFederation: Bool? = nil, hybridAccessEnabled: Bool? = nil,
      expectedResourceOwnerAccount: String? = nil
    ) {
      self.roleArn = roleArn
      self.resourceArn = resourceArn
      self.withFederation = withFederation
      self.hybridAccessEnabled = hybridAccessEnabled
      self.expectedResourceOwnerAccount = expectedResourceOwnerAccount
    }
  }

  /// Input of DeregisterResource.
  public struct DeregisterResourceRequest: Sendable, Hashable, Encodable {
    public var resourceArn: String

    public init(resourceArn: String) {
      self.resourceArn = resourceArn
    }
  }

  /// API type `ResourceInfo`.
  public struct ResourceInfo: Sendable, Hashable, Decodable {
    public var resourceArn: String?
    public var roleArn: String?
    public var lastModified: Date?
    public var withFederation: Bool?
    public var hybridAccessEnabled: Bool?
    public var withPrivilegedAccess: Bool?
    public var verificationStatus: String?
    public var expectedResourceOwnerAccount: String?
  }
}
