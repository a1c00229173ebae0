import FoundationEssentials

/// Settings of the whole Data Catalog.
extension Glue {
  /// GetDataCatalogEncryptionSettings: how the catalog is encrypted.
  public func getDataCatalogEncryptionSettings(_ input: GetDataCatalogEncryptionSettingsRequest = .init()) async throws
    -> GetDataCatalogEncryptionSettingsResponse
  {
    try await client.call("GetDataCatalogEncryptionSettings", input)
  }

  /// PutDataCatalogEncryptionSettings: replaces these settings for the whole account and region.
  public func putDataCatalogEncryptionSettings(_ input: PutDataCatalogEncryptionSettingsRequest) async throws {
    _ = try await client.call("PutDataCatalogEncryptionSettings", input, returning: NoOutput.self)
  }
}

extension Glue {
  /// Input of GetDataCatalogEncryptionSettings.
  public struct GetDataCatalogEncryptionSettingsRequest: Sendable, Hashable, Encodable {
    public var catalogId: String?

    public init(catalogId: String? = nil) {
      self.catalogId = catalogId
    }
  }

  /// Output of GetDataCatalogEncryptionSettings.
  public struct GetDataCatalogEncryptionSettingsResponse: Sendable, Hashable, Decodable {
    public var dataCatalogEncryptionSettings: DataCatalogEncryptionSettings?
  }

  /// Input of PutDataCatalogEncryptionSettings.
  public struct PutDataCatalogEncryptionSettingsRequest: Sendable, Hashable, Encodable {
    public var catalogId: String?
    public var dataCatalogEncryptionSettings: DataCatalogEncryptionSettings

    public init(dataCatalogEncryptionSettings: DataCatalogEncryptionSettings, catalogId: String? = nil) {
      self.dataCatalogEncryptionSettings = dataCatalogEncryptionSettings
      self.catalogId = catalogId
    }
  }

  /// API type `DataCatalogEncryptionSettings`.
  public struct DataCatalogEncryptionSettings: Sendable, Hashable, Codable {
    public var encryptionAtRest: EncryptionAtRest?
    public var connectionPasswordEncryption: ConnectionPasswordEncryption?

    public init(
      encryptionAtRest: EncryptionAtRest? = nil, connectionPasswordEncryption: ConnectionPasswordEncryption? = nil
    ) {
      self.encryptionAtRest = encryptionAtRest
      self.connectionPasswordEncryption = connectionPasswordEncryption
    }
  }

  /// API type `EncryptionAtRest`.
  public struct EncryptionAtRest: Sendable, Hashable, Codable {
    public var catalogEncryptionMode: String
    public var sseAwsKmsKeyId: String?
    public var catalogEncryptionServiceRole: String?

    public init(
      catalogEncryptionMode: String, sseAwsKmsKeyId: String? = nil, catalogEncryptionServiceRole: String? = nil
    ) {
      self.catalogEncryptionMode = catalogEncryptionMode
      self.sseAwsKmsKeyId = sseAwsKmsKeyId
      self.catalogEncryptionServiceRole = catalogEncryptionServiceRole
    }
  }

  /// API type `ConnectionPasswordEncryption`.
  public struct ConnectionPasswordEncryption: Sendable, Hashable, Codable {
    public var returnConnectionPasswordEncrypted: Bool
    public var awsKmsKeyId: String?

    public init(returnConnectionPasswordEncrypted: Bool, awsKmsKeyId: String? = nil) {
      self.returnConnectionPasswordEncrypted = returnConnectionPasswordEncrypted
      self.awsKmsKeyId = awsKmsKeyId
    }
  }
}
