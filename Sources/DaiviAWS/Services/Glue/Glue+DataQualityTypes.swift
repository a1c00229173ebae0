/// Types of the operations in Glue+DataQuality.swift.
extension Glue {
  /// API type `DataSource`.
  public struct DataSource: Sendable, Hashable, Codable {
    public var glueTable: GlueTable?

    public init(glueTable: GlueTable? = nil) {
      self.glueTable = glueTable
    }
  }

  /// API type `GlueTable`.
  public struct GlueTable: Sendable, Hashable, Codable {
    public var databaseName: String
    public var tableName: String
    public var catalogId: String?
    public var connectionName: String?
    public var additionalOptions: [String: String]?

    public init(
      databaseName: String, tableName: String, catalogId: String? = nil, connectionName: String? = nil,
      additionalOptions: [String: String]? = nil
    ) {
      self.databaseName = databaseName
      self.tableName = tableName
      self.catalogId = catalogId
      self.connectionName = connectionName
      self.additionalOptions = additionalOptions
    }
  }

  /// API type `TaskStatusType`; values that this version does not know are kept.
  public struct TaskStatusType: AWSEnum {
    public var rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let starting = Self(rawValue: "STARTING")
    public static let running = Self(rawValue: "RUNNING")
    public static let stopping = Self(rawValue: "STOPPING")
    public static let stopped = Self(rawValue: "STOPPED")
    public static let succeeded = Self(rawValue: "SUCCEEDED")
    public static let failed = Self(rawValue: "FAILED")
    public static let timeout = Self(rawValue: "TIMEOUT")
  }

  /// API type `DataQualityRuleResult`.
  public struct DataQualityRuleResult: Sendable, Hashable, Decodable {
    public var name: String?
    public var description: String?
    public var evaluationMessage: String?
    public var result: DataQualityRuleResultStatus?
    @OrEmpty public var evaluatedMetrics: [String: Double]
    public var evaluatedRule: String?
  }

  /// API type `DataQualityRuleResultStatus`; values that this version does not know are kept.
  public struct DataQualityRuleResultStatus: AWSEnum {
    public var rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let pass = Self(rawValue: "PASS")
    public static let fail = Self(rawValue: "FAIL")
    public static let error = Self(rawValue: "ERROR")
  }
}
