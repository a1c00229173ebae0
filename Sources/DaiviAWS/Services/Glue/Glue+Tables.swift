import FoundationEssentials

/// Tables and partitions of the Data Catalog.
extension Glue {
  /// GetTable: one table.
  public func getTable(_ input: GetTableRequest) async throws -> GetTableResponse {
    try await client.call("GetTable", input)
  }

  /// GetTables: tables of a database.
  public func getTables(_ input: GetTablesRequest) async throws -> GetTablesResponse {
    try await client.call("GetTables", input)
  }

  /// Every page of GetTables.
  public func getTablesPages(_ input: GetTablesRequest) -> AWSPages<GetTablesResponse> {
    AWSPages(nextToken: \.nextToken) { token in
      var page = input
      page.nextToken = token ?? input.nextToken
      return try await getTables(page)
    }
  }

  /// DeleteTable: removes a table from the catalog; its data stays.
  public func deleteTable(_ input: DeleteTableRequest) async throws {
    _ = try await client.call("DeleteTable", input, returning: NoOutput.self)
  }

  /// GetPartitions: partitions of a table.
  public func getPartitions(_ input: GetPartitionsRequest) async throws -> GetPartitionsResponse {
    try await client.call("GetPartitions", input)
  }

  /// Every page of GetPartitions.
  public func getPartitionsPages(_ input: GetPartitionsRequest) -> AWSPages<GetPartitionsResponse> {
    AWSPages(nextToken: \.nextToken) { token in
      var page = input
      page.nextToken = token ?? input.nextToken
      return try await getPartitions(page)
    }
  }
}

extension Glue {
  /// Input of GetTable.
  public struct GetTableRequest: Sendable, Hashable, Encodable {
    public var catalogId: String?
    public var databaseName: String
    public var name: String

    public init(databaseName: String, name: String, catalogId: String? = nil) {
      self.databaseName = databaseName
      self.name = name
      self.catalogId = catalogId
    }
  }

  /// Output of GetTable.
  public struct GetTableResponse: Sendable, Hashable, Decodable {
    public var table: Table?
  }

  /// Input of GetTables.
  public struct GetTablesRequest: Sendable, Hashable, Encodable {
    public var catalogId: String?
    public var databaseName: String
    public var expression: String?
    public var nextToken: String?
    public var maxResults: Int?

    public init(
      databaseName: String, catalogId: String? = nil, expression: String? = nil, nextToken: String? = nil,
      maxResults: Int? = nil
    ) {
      self.databaseName = databaseName
      self.catalogId = catalogId
      self.expression = expression
      self.nextToken = nextToken
      self.maxResults = maxResults
    }
  }

  /// Output of GetTables.
  public struct GetTablesResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var tableList: [Table]
    public var nextToken: String?
  }

  /// Input of DeleteTable.
  public struct DeleteTableRequest: Sendable, Hashable, Encodable {
    public var catalogId: String?
    public var databaseName: String
    public var name: String

    public init(databaseName: String, name: String, catalogId: String? = nil) {
      self.databaseName = databaseName
      self.name = name
      self.catalogId = catalogId
    }
  }

  /// Input of GetPartitions.
  public struct GetPartitionsRequest: Sendable, Hashable, Encodable {
    public var catalogId: String?
    public var databaseName: String
    public var tableName: String
    public var expression: String?
    public var nextToken: String?
    public var maxResults: Int?

    public init(
      databaseName: String, tableName: String, catalogId: String? = nil, expression: String? = nil,
      nextToken: String? = nil, maxResults: Int? = nil
    ) {
      self.databaseName = databaseName
      self.tableName = tableName
      self.catalogId = catalogId
      self.expression = expression
      self.nextToken = nextToken
      self.maxResults = maxResults
    }
  }

  /// Output of GetPartitions.
  public struct GetPartitionsResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var partitions: [Partition]
    public var nextToken: String?
  }
}
