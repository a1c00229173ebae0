/// Grants on catalogs, databases, tables and data locations.
extension LakeFormation {
  /// GrantPermissions: grants; the same grant twice is one.
  public func grantPermissions(_ input: GrantPermissionsRequest) async throws {
    _ = try await client.rest(
      "GrantPermissions", "POST", path: ["GrantPermissions"], input: input, returning: NoOutput.self)
  }

  /// RevokePermissions: takes permissions away.
  public func revokePermissions(_ input: RevokePermissionsRequest) async throws {
    _ = try await client.rest(
      "RevokePermissions", "POST", path: ["RevokePermissions"], input: input, returning: NoOutput.self)
  }

  /// ListPermissions: grants of a principal or on a resource.
  public func listPermissions(_ input: ListPermissionsRequest = .init()) async throws -> ListPermissionsResponse {
    try await client.rest("ListPermissions", "POST", path: ["ListPermissions"], input: input)
  }

  /// Every page of ListPermissions.
  public func listPermissionsPages(_ input: ListPermissionsRequest = .init()) -> AWSPages<ListPermissionsResponse> {
    AWSPages(nextToken: \.nextToken) { token in
      var page = input
      page.nextToken = token ?? input.nextToken
      return try await listPermissions(page)
    }
  }
}

extension LakeFormation {
  /// Input of GrantPermissions.
  public struct GrantPermissionsRequest: Sendable, Hashable, Encodable {
    public var catalogId: String?
    public var principal: DataLakePrincipal
    public var resource: Resource
    public var permissions: [Permission]
    public var condition: Condition?
    public var permissionsWithGrantOption: [Permission]?

    public init(
      principal: DataLakePrincipal, resource: Resource, permissions: [Permission], catalogId: String? = nil,
      condition: Condition? = nil, permissionsWithGrantOption: [Permission]? = nil
    ) {
      self.principal = principal
      self.resource = resource
      self.permissions = permissions
      self.catalogId = catalogId
      self.condition = condition
      self.permissionsWithGrantOption = permissionsWithGrantOption
    }
  }

  /// Input of RevokePermissions.
  public struct RevokePermissionsRequest: Sendable, Hashable, Encodable {
    public var catalogId: String?
    public var principal: DataLakePrincipal
    public var resource: Resource
    public var permissions: [Permission]
    public var condition: Condition?
    public var permissionsWithGrantOption: [Permission]?

    public init(
      principal: DataLakePrincipal, resource: Resource, permissions: [Permission], catalogId: String? = nil,
      condition: Condition? = nil, permissionsWithGrantOption: [Permission]? = nil
    ) {
      self.principal = principal
      self.resource = resource
      self.permissions = permissions
      self.catalogId = catalogId
      self.condition = condition
      self.permissionsWithGrantOption = permissionsWithGrantOption
    }
  }

  /// Input of ListPermissions.
  public struct ListPermissionsRequest: Sendable, Hashable, Encodable {
    public var catalogId: String?
    public var principal: DataLakePrincipal?
    public var resourceType: DataLakeResourceType?
    public var resource: Resource?
    public var nextToken: String?
    public var maxResults: Int?
    public var includeRelated: String?

    public init(
      catalogId: String? = nil, principal: DataLakePrincipal? = nil, resourceType: DataLakeResourceType? = nil,
      resource: Resource? = nil, nextToken: String? = nil, maxResults: Int? = nil, includeRelated: String? = nil
    ) {
      self.catalogId = catalogId
      self.principal = principal
      self.resourceType = resourceType
      self.resource = resource
      self.nextToken = nextToken
      self.maxResults = maxResults
      self.includeRelated = includeRelated
    }
  }

  /// Output of ListPermissions.
  public struct ListPermissionsResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var principalResourcePermissions: [PrincipalResourcePermissions]
    public var nextToken: String?
  }
}
