import FoundationEssentials

/// Roles and what is attached to them.
extension IAM {
  /// GetRole: a role; its policy document is percent-encoded JSON.
  public func getRole(_ input: GetRoleRequest) async throws -> GetRoleResponse {
    try await client.call("GetRole", input)
  }

  /// ListAttachedRolePolicies: managed policies of a role.
  public func listAttachedRolePolicies(_ input: ListAttachedRolePoliciesRequest) async throws
    -> ListAttachedRolePoliciesResponse
  {
    try await client.call("ListAttachedRolePolicies", input)
  }

  /// Every page of ListAttachedRolePolicies.
  public func listAttachedRolePoliciesPages(_ input: ListAttachedRolePoliciesRequest) -> AWSPages<
    ListAttachedRolePoliciesResponse
  > {
    AWSPages(nextToken: \.marker) { token in
      var page = input
      page.marker = token ?? input.marker
      return try await listAttachedRolePolicies(page)
    }
  }
}

extension IAM {
  /// Input of GetRole.
  public struct GetRoleRequest: Sendable, Hashable, Encodable {
    public var roleName: String

    public init(roleName: String) {
      self.roleName = roleName
    }
  }

  /// Output of GetRole.
  public struct GetRoleResponse: Sendable, Hashable, Decodable {
    public var role: Role
  }

  /// Input of ListAttachedRolePolicies.
  public struct ListAttachedRolePoliciesRequest: Sendable, Hashable, Encodable {
    public var roleName: String
    public var pathPrefix: String?
    public var marker: String?
    public var maxItems: Int?

    public init(roleName: String, pathPrefix: String? = nil, marker: String? = nil, maxItems: Int? = nil) {
      self.roleName = roleName
      self.pathPrefix = pathPrefix
      self.marker = marker
      self.maxItems = maxItems
    }
  }

  /// Output of ListAttachedRolePolicies.
  public struct ListAttachedRolePoliciesResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var attachedPolicies: [AttachedPolicy]
    public var isTruncated: Bool?
    public var marker: String?
  }

  /// API type `Role`.
  public struct Role: Sendable, Hashable, Decodable {
    public var path: String
    public var roleName: String
    public var roleId: String
    public var arn: String
    public var createDate: Date
    public var assumeRolePolicyDocument: String?
    public var description: String?
    public var maxSessionDuration: Int?
    public var permissionsBoundary: AttachedPermissionsBoundary?
    @OrEmpty public var tags: [Tag]
    public var roleLastUsed: RoleLastUsed?
  }

  /// API type `AttachedPermissionsBoundary`.
  public struct AttachedPermissionsBoundary: Sendable, Hashable, Decodable {
    public var permissionsBoundaryType: String?
    public var permissionsBoundaryArn: String?
  }

  /// API type `Tag`.
  public struct Tag: Sendable, Hashable, Decodable {
    public var key: String
    public var value: String
  }

  /// API type `RoleLastUsed`.
  public struct RoleLastUsed: Sendable, Hashable, Decodable {
    public var lastUsedDate: Date?
    public var region: String?
  }

  /// API type `AttachedPolicy`.
  public struct AttachedPolicy: Sendable, Hashable, Decodable {
    public var policyName: String?
    public var policyArn: String?
  }
}
