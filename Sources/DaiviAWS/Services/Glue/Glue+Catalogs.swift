import FoundationEssentials

/// Catalogs of the Data Catalog, federated ones among them.
extension Glue {
  /// GetCatalog: one catalog.
  public func getCatalog(_ input: GetCatalogRequest) async throws -> GetCatalogResponse {
    try await client.call("GetCatalog", input)
  }

  /// GetCatalogs: catalogs below another.
  public func getCatalogs(_ input: GetCatalogsRequest = .init()) async throws -> GetCatalogsResponse {
    try await client.call("GetCatalogs", input)
  }

  /// Every page of GetCatalogs.
  public func getCatalogsPages(_ input: GetCatalogsRequest = .init()) -> AWSPages<GetCatalogsResponse> {
    AWSPages(nextToken: \.nextToken) { token in
      var page = input
      page.nextToken = token ?? input.nextToken
      return try await getCatalogs(page)
    }
  }

  /// CreateCatalog: makes a catalog, `s3tablescatalog` for example.
  public func createCatalog(_ input: CreateCatalogRequest) async throws {
    _ = try await client.call("CreateCatalog", input, returning: NoOutput.self)
  }

  /// DeleteCatalog: deletes a catalog.
  public func deleteCatalog(_ input: DeleteCatalogRequest) async throws {
    _ = try await client.call("DeleteCatalog", input, returning: NoOutput.self)
  }
}

extension Glue {
  /// Input of GetCatalog.
  public struct GetCatalogRequest: Sendable, Hashable, Encodable {
    public var catalogId: String

    public init(catalogId: String) {
      self.catalogId = catalogId
    }
  }

  /// Output of GetCatalog.
  public struct GetCatalogResponse: Sendable, Hashable, Decodable {
    public var catalog: Catalog?
  }

  /// Input of GetCatalogs.
  public struct GetCatalogsRequest: Sendable, Hashable, Encodable {
    public var parentCatalogId: String?
    public var nextToken: String?
    public var maxResults: Int?
    public var recursive: Bool?
    public var includeRoot: Bool?
    public var hasDatabases: Bool?

    public init(
      parentCatalogId: String? = nil, nextToken: String? = nil, maxResults: Int? = nil, recursive: Bool? = nil,
      includeRoot: Bool? = nil, hasDatabases: Bool? = nil
    ) {
      self.parentCatalogId = parentCatalogId
      self.nextToken = nextToken
      self.maxResults = maxResults
      self.recursive = recursive
      self.includeRoot = includeRoot
      self.hasDatabases = hasDatabases
    }
  }

  /// Output of GetCatalogs.
  public struct GetCatalogsResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var catalogList: [Catalog]
    public var nextToken: String?
  }

  /// Input of CreateCatalog.
  public struct CreateCatalogRequest: Sendable, Hashable, Encodable {
    public var name: String
    public var catalogInput: CatalogInput
    public var tags: [String: String]?

    public init(name: String, catalogInput: CatalogInput, tags: [String: String]? = nil) {
      self.name = name
      self.catalogInput = catalogInput
      self.tags = tags
    }
  }

  /// Input of DeleteCatalog.
  public struct DeleteCatalogRequest: Sendable, Hashable, Encodable {
    public var catalogId: String

    public init(catalogId: String) {
      self.catalogId = catalogId
    }
  }

  /// API type `Catalog`.
  public struct Catalog: Sendable, Hashable, Decodable {
    public var catalogId: String?
    public var name: String
    public var resourceArn: String?
    public var description: String?
    @OrEmpty public var parameters: [String: String]
    public var createTime: Date?
    public var updateTime: Date?
    public var federatedCatalog: FederatedCatalog?
    @OrEmpty public var createTableDefaultPermissions: [PrincipalPermissions]
    @OrEmpty public var createDatabaseDefaultPermissions: [PrincipalPermissions]
    public var allowFullTableExternalDataAccess: String?
  }

  /// API type `FederatedCatalog`.
  public struct FederatedCatalog: Sendable, Hashable, Codable {
    public var identifier: String?
    public var connectionName: String?
    public var connectionType: String?

    public init(identifier: String? = nil, connectionName: String? = nil, connectionType: String? = nil) {
      self.identifier = identifier
      self.connectionName = connectionName
      self.connectionType = connectionType
    }
  }

  /// API type `CatalogInput`.
  public struct CatalogInput: Sendable, Hashable, Encodable {
    public var description: String?
    public var federatedCatalog: FederatedCatalog?
    public var parameters: [String: String]?
    public var createTableDefaultPermissions: [PrincipalPermissions]?
    public var createDatabaseDefaultPermissions: [PrincipalPermissions]?
    public var allowFullTableExternalDataAccess: String?
    public var overwriteChildResourcePermissionsWithDefault: String?

    public init(
      description: String? = nil, federatedCatalog: FederatedCatalog? = nil, parameters: [String: String]? = nil,
      createTableDefaultPermissions: [PrincipalPermissions]? = nil,
      createDatabaseDefaultPermissions: [PrincipalPermissions]? = nil, allowFullTableExternalDataAccess: String? = nil,
      overwriteChildResourcePermissionsWithDefault: String? = nil
    ) {
      self.description = description
      self.federatedCatalog = federatedCatalog
      self.parameters = parameters
      self.createTableDefaultPermissions = createTableDefaultPermissions
      self.createDatabaseDefaultPermissions = createDatabaseDefaultPermissions
      self.allowFullTableExternalDataAccess = allowFullTableExternalDataAccess
      self.overwriteChildResourcePermissionsWithDefault = overwriteChildResourcePermissionsWithDefault
    }
  }
}
