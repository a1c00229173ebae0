import FoundationEssentials

/// Types of the operations in Glue+Tables.swift.
extension Glue {
  /// API type `Table`.
  public struct Table: Sendable, Hashable, Decodable {
    public var name: String
    public var databaseName: String?
    public var description: String?
    public var owner: String?
    public var createTime: Date?
    public var updateTime: Date?
    public var storageDescriptor: StorageDescriptor?
    @OrEmpty public var partitionKeys: [Column]
    public var tableType: String?
    @OrEmpty public var parameters: [String: String]
    public var createdBy: String?
    public var isRegisteredWithLakeFormation: Bool?
    public var targetTable: TableIdentifier?
    public var catalogId: String?
    public var versionId: String?
    public var federatedTable: FederatedTable?
  }

  /// API type `StorageDescriptor`.
  public struct StorageDescriptor: Sendable, Hashable, Decodable {
    @OrEmpty public var columns: [Column]
    public var location: String?
    public var inputFormat: String?
    public var outputFormat: String?
    public var compressed: Bool?
    public var serdeInfo: SerDeInfo?
    @OrEmpty public var parameters: [String: String]
  }

  /// API type `Column`.
  public struct Column: Sendable, Hashable, Decodable {
    public var name: String
    public var type: String?
    public var comment: String?
    @OrEmpty public var parameters: [String: String]
  }

  /// API type `SerDeInfo`.
  public struct SerDeInfo: Sendable, Hashable, Decodable {
    public var name: String?
    public var serializationLibrary: String?
    @OrEmpty public var parameters: [String: String]
  }

  /// API type `TableIdentifier`.
  public struct TableIdentifier: Sendable, Hashable, Decodable {
    public var catalogId: String?
    public var databaseName: String?
    public var name: String?
    public var region: String?
  }

  /// API type `FederatedTable`.
  public struct FederatedTable: Sendable, Hashable, Decodable {
    public var identifier: String?
    public var databaseIdentifier: String?
    public var connectionName: String?
    public var connectionType: String?
  }

  /// API type `Partition`.
  public struct Partition: Sendable, Hashable, Decodable {
    @OrEmpty public var values: [String]
    public var databaseName: String?
    public var tableName: String?
    public var creationTime: Date?
    public var storageDescriptor: StorageDescriptor?
    @OrEmpty public var parameters: [String: String]
  }
}
