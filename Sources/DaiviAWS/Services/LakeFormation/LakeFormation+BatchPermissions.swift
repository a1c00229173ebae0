/// Many grants in one call.
extension LakeFormation {
  /// BatchGrantPermissions: at most 20 entries; read `failures`, for the call succeeds even if no entry was granted.
  public func batchGrantPermissions(_ input: BatchGrantPermissionsRequest) async throws -> BatchGrantPermissionsResponse
  {
    try await client.rest("BatchGrantPermissions", "POST", path: ["BatchGrantPermissions"], input: input)
  }
}

extension LakeFormation {
  /// Input of BatchGrantPermissions.
  public struct BatchGrantPermissionsRequest: Sendable, Hashable, Encodable {
    public var catalogId: String?
    public var entries: [BatchPermissionsRequestEntry]

    public init(entries: [BatchPermissionsRequestEntry], catalogId: String? = nil) {
      self.entries = entries
      self.catalogId = catalogId
    }
  }

  /// Output of BatchGrantPermissions.
  public struct BatchGrantPermissionsResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var failures: [BatchPermissionsFailureEntry]
  }

  /// API type `BatchPermissionsRequestEntry`.
  public struct BatchPermissionsRequestEntry: Sendable, Hashable, Codable {
    public var id: String
    public var principal: DataLakePrincipal?
    public var resource: Resource?
    public var permissions: [Permission]?
    public var condition: Condition?
    public var permissionsWithGrantOption: [Permission]?

    public init(
      id: String, principal: DataLakePrincipal? = nil, resource: Resource? = nil, permissions: [Permission]? = nil,
      condition: Condition? = nil, permissionsWithGrantOption: [Permission]? = nil
    ) {
      self.id = id
      self.principal = principal
      self.resource = resource
      self.permissions = permissions
      self.condition = condition
      self.permissionsWithGrantOption = permissionsWithGrantOption
    }
  }

  /// API type `BatchPermissionsFailureEntry`.
  public struct BatchPermissionsFailureEntry: Sendable, Hashable, Decodable {
    public var requestEntry: BatchPermissionsRequestEntry?
    public var error: ErrorDetail?
  }

  /// API type `ErrorDetail`.
  public struct ErrorDetail: Sendable, Hashable, Decodable {
    public var errorCode: String?
    public var errorMessage: String?
  }
}
