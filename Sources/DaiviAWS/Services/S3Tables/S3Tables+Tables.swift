import FoundationEssentials

/// Table buckets, namespaces and tables.
extension S3Tables {
  /// GetTableBucket: one table bucket.
  public func getTableBucket(arn: String) async throws -> TableBucket {
    try await client.rest("GetTableBucket", "GET", path: ["buckets", arn])
  }

  /// ListTableBuckets: table buckets of the region.
  public func listTableBucketsPages(prefix: String? = nil) -> AWSPages<ListTableBucketsResponse> {
    AWSPages(nextToken: \.continuationToken) { token in
      try await client.rest(
        "ListTableBuckets", "GET", path: ["buckets"], query: [("prefix", prefix), ("continuationToken", token)])
    }
  }

  /// ListNamespaces: namespaces of a table bucket.
  public func listNamespacesPages(tableBucketARN: String) -> AWSPages<ListNamespacesResponse> {
    AWSPages(nextToken: \.continuationToken) { token in
      try await client.rest(
        "ListNamespaces", "GET", path: ["namespaces", tableBucketARN], query: [("continuationToken", token)])
    }
  }

  /// GetTable: one table, with the location of its current metadata.
  public func getTable(tableBucketARN: String, namespace: String, name: String) async throws -> Table {
    try await client.rest(
      "GetTable", "GET", path: ["get-table"],
      query: [("tableBucketARN", tableBucketARN), ("namespace", namespace), ("name", name)])
  }

  /// ListTables: tables of a table bucket.
  public func listTablesPages(tableBucketARN: String, namespace: String? = nil) -> AWSPages<ListTablesResponse> {
    AWSPages(nextToken: \.continuationToken) { token in
      try await client.rest(
        "ListTables", "GET", path: ["tables", tableBucketARN],
        query: [("namespace", namespace), ("continuationToken", token)])
    }
  }

  /// DeleteTable: deletes a table with its data.
  public func deleteTable(tableBucketARN: String, namespace: String, name: String) async throws {
    _ = try await client.rest(
      "DeleteTable", "DELETE", path: ["tables", tableBucketARN, namespace, name], returning: NoOutput.self)
  }

  /// DeleteNamespace: deletes an empty namespace.
  public func deleteNamespace(tableBucketARN: String, namespace: String) async throws {
    _ = try await client.rest(
      "DeleteNamespace", "DELETE", path: ["namespaces", tableBucketARN, namespace], returning: NoOutput.self)
  }
}

extension S3Tables {
  /// Output of GetTableBucket.
  public struct TableBucket: Sendable, Hashable, Decodable {
    public var arn: String
    public var name: String
    public var ownerAccountId: String?
    public var createdAt: Date?
  }

  /// Output of ListTableBuckets.
  public struct ListTableBucketsResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var tableBuckets: [TableBucket]
    public var continuationToken: String?
  }

  /// API type `NamespaceSummary`; the API gives the name as a list of one part.
  public struct NamespaceSummary: Sendable, Hashable, Decodable {
    public var namespace: [String]
    public var createdAt: Date?
  }

  /// Output of ListNamespaces.
  public struct ListNamespacesResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var namespaces: [NamespaceSummary]
    public var continuationToken: String?
  }

  /// Output of GetTable.
  public struct Table: Sendable, Hashable, Decodable {
    public var name: String
    public var tableARN: String
    public var namespace: [String]
    public var type: String?
    public var format: String?
    public var versionToken: String?
    public var metadataLocation: String?
    public var warehouseLocation: String?
    public var createdAt: Date?
    public var modifiedAt: Date?
  }

  /// API type `TableSummary`.
  public struct TableSummary: Sendable, Hashable, Decodable {
    public var name: String
    public var tableARN: String
    public var namespace: [String]
    public var type: String?
    public var createdAt: Date?
    public var modifiedAt: Date?
  }

  /// Output of ListTables.
  public struct ListTablesResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var tables: [TableSummary]
    public var continuationToken: String?
  }
}
