import FoundationEssentials

/// Types of the operations in Athena+Queries.swift.
extension Athena {
  /// API type `QueryExecutionContext`.
  public struct QueryExecutionContext: Sendable, Hashable, Codable {
    public var database: String?
    public var catalog: String?

    public init(database: String? = nil, catalog: String? = nil) {
      self.database = database
      self.catalog = catalog
    }
  }

  /// API type `ResultConfiguration`.
  public struct ResultConfiguration: Sendable, Hashable, Codable {
    public var outputLocation: String?
    public var encryptionConfiguration: EncryptionConfiguration?
    public var expectedBucketOwner: String?

    public init(
      outputLocation: String? = nil, encryptionConfiguration: EncryptionConfiguration? = nil,
      expectedBucketOwner: String? = nil
    ) {
      self.outputLocation = outputLocation
      self.encryptionConfiguration = encryptionConfiguration
      self.expectedBucketOwner = expectedBucketOwner
    }
  }

  /// API type `EncryptionConfiguration`.
  public struct EncryptionConfiguration: Sendable, Hashable, Codable {
    public var encryptionOption: String
    public var kmsKey: String?

    public init(encryptionOption: String, kmsKey: String? = nil) {
      self.encryptionOption = encryptionOption
      self.kmsKey = kmsKey
    }
  }

  /// API type `QueryExecution`.
  public struct QueryExecution: Sendable, Hashable, Decodable {
    public var queryExecutionId: String?
    public var query: String?
    public var statementType: String?
    public var resultConfiguration: ResultConfiguration?
    public var queryExecutionContext: QueryExecutionContext?
    public var status: QueryExecutionStatus?
    public var statistics: QueryExecutionStatistics?
    public var workGroup: String?
  }

  /// API type `QueryExecutionStatus`.
  public struct QueryExecutionStatus: Sendable, Hashable, Decodable {
    public var state: QueryExecutionState?
    public var stateChangeReason: String?
    public var submissionDateTime: Date?
    public var completionDateTime: Date?
    public var athenaError: AthenaError?
  }

  /// API type `QueryExecutionState`; values that this version does not know are kept.
  public struct QueryExecutionState: AWSEnum {
    public var rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let queued = Self(rawValue: "QUEUED")
    public static let running = Self(rawValue: "RUNNING")
    public static let succeeded = Self(rawValue: "SUCCEEDED")
    public static let failed = Self(rawValue: "FAILED")
    public static let cancelled = Self(rawValue: "CANCELLED")
  }

  /// API type `AthenaError`.
  public struct AthenaError: Sendable, Hashable, Decodable {
    public var errorCategory: Int?
    public var errorType: Int?
    public var retryable: Bool?
    public var errorMessage: String?
  }

  /// API type `QueryExecutionStatistics`.
  public struct QueryExecutionStatistics: Sendable, Hashable, Decodable {
    public var engineExecutionTimeInMillis: Int?
    public var dataScannedInBytes: Int?
    public var totalExecutionTimeInMillis: Int?
    public var queryQueueTimeInMillis: Int?
  }

  /// API type `ResultSet`.
  public struct ResultSet: Sendable, Hashable, Decodable {
    @OrEmpty public var rows: [Row]
    public var resultSetMetadata: ResultSetMetadata?
  }

  /// API type `Row`.
  public struct Row: Sendable, Hashable, Decodable {
    @OrEmpty public var data: [Datum]
  }

  /// API type `Datum`.
  public struct Datum: Sendable, Hashable, Decodable {
    public var varCharValue: String?
  }

  /// API type `ResultSetMetadata`.
  public struct ResultSetMetadata: Sendable, Hashable, Decodable {
    @OrEmpty public var columnInfo: [ColumnInfo]
  }

  /// API type `ColumnInfo`.
  public struct ColumnInfo: Sendable, Hashable, Decodable {
    public var name: String
    public var label: String?
    public var type: String
    public var precision: Int?
    public var scale: Int?
    public var nullable: String?
  }
}
