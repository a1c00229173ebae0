import FoundationEssentials

/// Databases of the Data Catalog.
extension Glue {
  /// GetDatabase: one database.
  public func getDatabase(_ input: GetDatabaseRequest) async throws -> GetDatabaseResponse {
    try await client.call("GetDatabase", input)
  }

  /// GetDatabases: databases of a catalog.
  public func getDatabases(_ input: GetDatabasesRequest = .init()) async throws -> GetDatabasesResponse {
    try await client.call("GetDatabases", input)
  }

  /// Every page of GetDatabases.
  public func getDatabasesPages(_ input: GetDatabasesRequest = .init()) -> AWSPages<GetDatabasesResponse> {
    AWSPages(nextToken: \.nextToken) { token in
      var page = input
      page.nextToken = token ?? input.nextToken
      return try await getDatabases(page)
    }
  }

  /// DeleteDatabase: deletes a database with its tables.
  public func deleteDatabase(_ input: DeleteDatabaseRequest) async throws {
    _ = try await client.call("DeleteDatabase", input, returning: NoOutput.self)
  }
}

extension Glue {
  /// Input of GetDatabase.
  public struct GetDatabaseRequest: Sendable, Hashable, Encodable {
    public var catalogId: String?
    public var name: String

    public init(name: String, catalogId: String? = nil) {
      self.name = name
      self.catalogId = catalogId
    }
  }

  /// Output of GetDatabase.
  public struct GetDatabaseResponse: Sendable, Hashable, Decodable {
    public var database: Database?
  }

  /// Input of GetDatabases.
  public struct GetDatabasesRequest: Sendable, Hashable, Encodable {
    public var catalogId: String?
    public var nextToken: String?
    public var maxResults: Int?

    public init(catalogId: String? = nil, nextToken: String? = nil, maxResults: Int? = nil) {
      self.catalogId = catalogId
      self.nextToken = nextToken
      self.maxResults = maxResults
    }
  }

  /// Output of GetDatabases.
  public struct GetDatabasesResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var databaseList: [Database]
    public var nextToken: String?
  }

  /// Input of DeleteDatabase.
  public struct DeleteDatabaseRequest: Sendable, Hashable, Encodable {
    public var catalogId: String?
    public var name: String

    public init(name: String, catalogId: String? = nil) {
      self.name = name
      self.catalogId = catalogId
    }
  }

  /// API type `Database`.
  public struct Database: Sendable, Hashable, Decodable {
    public var name: String
    public var description: String?
    public var locationUri: String?
    @OrEmpty public var parameters: [String: String]
    public var createTime: Date?
    @OrEmpty public var createTableDefaultPermissions: [PrincipalPermissions]
    public var targetDatabase: DatabaseIdentifier?
    public var catalogId: String?
    public var federatedDatabase: FederatedDatabase?
  }

  /// API type `PrincipalPermissions`.
  public struct PrincipalPermissions: Sendable, Hashable, Codable {
    public var principal: DataLakePrincipal?
    public var permissions: [String]?

    public init(principal: DataLakePrincipal? = nil, permissions: [String]? = nil) {
      self.principal = principal
      self.permissions = permissions
    }
  }

  /// API type `DataLakePrincipal`.
  public struct DataLakePrincipal: Sendable, Hashable, Codable {
    public var dataLakePrincipalIdentifier: String?

    public init(dataLakePrincipalIdentifier: String? = nil) {
      self.dataLakePrincipalIdentifier = dataLakePrincipalIdentifier
    }
  }

  /// API type `DatabaseIdentifier`.
  public struct DatabaseIdentifier: Sendable, Hashable, Decodable {
    public var catalogId: String?
    public var databaseName: String?
    public var region: String?
  }

  /// API type `FederatedDatabase`.
  public struct FederatedDatabase: Sendable, Hashable, Decodable {
    public var identifier: String?
    public var connectionName: String?
    public var connectionType: String?
  }
}
