import FoundationEssentials

/// Types of the operations in LakeFormation+Permissions.swift.
extension LakeFormation {
  /// API type `DataLakePrincipal`.
  public struct DataLakePrincipal: Sendable, Hashable, Codable {
    public var dataLakePrincipalIdentifier: String?

    public init(dataLakePrincipalIdentifier: String? = nil) {
      self.dataLakePrincipalIdentifier = dataLakePrincipalIdentifier
    }
  }

  /// API type `Resource`.
  public struct Resource: Sendable, Hashable, Codable {
    public var catalog: CatalogResource?
    public var database: DatabaseResource?
    public var table: TableResource?
    public var tableWithColumns: TableWithColumnsResource?
    public var dataLocation: DataLocationResource?
    public var dataCellsFilter: DataCellsFilterResource?
    public var lfTag: LFTagKeyResource?
    public var lfTagPolicy: LFTagPolicyResource?
    public var lfTagExpression: LFTagExpressionResource?

    public init(
      catalog: CatalogResource? = nil, database: DatabaseResource? = nil, table: TableResource? = nil,
      tableWithColumns: TableWithColumnsResource? = nil, dataLocation: DataLocationResource? = nil,
      dataCellsFilter: DataCellsFilterResource? = nil, lfTag: LFTagKeyResource? = nil,
      lfTagPolicy: LFTagPolicyResource? = nil, lfTagExpression: LFTagExpressionResource? = nil
    ) {
      self.catalog = catalog
      self.database = database
      self.table = table
      self.tableWithColumns = tableWithColumns
      self.dataLocation = dataLocation
      self.dataCellsFilter = dataCellsFilter
      self.lfTag = lfTag
      self.lfTagPolicy = lfTagPolicy
      self.lfTagExpression = lfTagExpression
    }

    enum CodingKeys: String, CodingKey {
      case catalog
      case database
      case table
      case tableWithColumns
      case dataLocation
      case dataCellsFilter
      case lfTag = "lFTag"
      case lfTagPolicy = "lFTagPolicy"
      case lfTagExpression = "lFTagExpression"
    }
  }

  /// API type `CatalogResource`.
  public struct CatalogResource: Sendable, Hashable, Codable {
    public var id: String?

    public init(id: String? = nil) {
      self.id = id
    }
  }

  /// API type `DatabaseResource`.
  public struct DatabaseResource: Sendable, Hashable, Codable {
    public var catalogId: String?
    public var name: String

    public init(name: String, catalogId: String? = nil) {
      self.name = name
      self.catalogId = catalogId
    }
  }

  /// API type `TableResource`.
  public struct TableResource: Sendable, Hashable, Codable {
    public var catalogId: String?
    public var databaseName: String
    public var name: String?
    public var tableWildcard: TableWildcard?

    public init(
      databaseName: String, catalogId: String? = nil, name: String? = nil, tableWildcard: TableWildcard? = nil
    ) {
      self.databaseName = databaseName
      self.catalogId = catalogId
      self.name = name
      self.tableWildcard = tableWildcard
    }
  }

  /// API type `TableWildcard`.
  public struct TableWildcard: Sendable, Hashable, Codable {
    public init() {}
  }

  /// API type `TableWithColumnsResource`.
  public struct TableWithColumnsResource: Sendable, Hashable, Codable {
    public var catalogId: String?
    public var databaseName: String
    public var name: String
    public var columnNames: [String]?
    public var columnWildcard: ColumnWildcard?

    public init(
      databaseName: String, name: String, catalogId: String? = nil, columnNames: [String]? = nil,
      columnWildcard: ColumnWildcard? = nil
    ) {
      self.databaseName = databaseName
      self.name = name
      self.catalogId = catalogId
      self.columnNames = columnNames
      self.columnWildcard = columnWildcard
    }
  }

  /// API type `ColumnWildcard`.
  public struct ColumnWildcard: Sendable, Hashable, Codable {
    public var excludedColumnNames: [String]?

    public init(excludedColumnNames: [String]? = nil) {
      self.excludedColumnNames = excludedColumnNames
    }
  }

  /// API type `DataLocationResource`.
  public struct DataLocationResource: Sendable, Hashable, Codable {
    public var catalogId: String?
    public var resourceArn: String

    public init(resourceArn: String, catalogId: String? = nil) {
      self.resourceArn = resourceArn
      self.catalogId = catalogId
    }
  }

  /// API type `DataCellsFilterResource`.
  public struct DataCellsFilterResource: Sendable, Hashable, Codable {
    public var tableCatalogId: String?
    public var databaseName: String?
    public var tableName: String?
    public var name: String?

    public init(
      tableCatalogId: String? = nil, databaseName: String? = nil, tableName: String? = nil, name: String? = nil
    ) {
      self.tableCatalogId = tableCatalogId
      self.databaseName = databaseName
      self.tableName = tableName
      self.name = name
    }
  }

  /// API type `LFTagKeyResource`.
  public struct LFTagKeyResource: Sendable, Hashable, Codable {
    public var catalogId: String?
    public var tagKey: String
    public var tagValues: [String]

    public init(tagKey: String, tagValues: [String], catalogId: String? = nil) {
      self.tagKey = tagKey
      self.tagValues = tagValues
      self.catalogId = catalogId
    }
  }

  /// API type `LFTagPolicyResource`.
  public struct LFTagPolicyResource: Sendable, Hashable, Codable {
    public var catalogId: String?
    public var resourceType: String
    public var expression: [LFTag]?
    public var expressionName: String?

    public init(
      resourceType: String, catalogId: String? = nil, expression: [LFTag]? = nil, expressionName: String? = nil
    ) {
      self.resourceType = resourceType
      self.catalogId = catalogId
      self.expression = expression
      self.expressionName = expressionName
    }
  }

  /// API type `LFTag`.
  public struct LFTag: Sendable, Hashable, Codable {
    public var tagKey: String
    public var tagValues: [String]

    public init(tagKey: String, tagValues: [String]) {
      self.tagKey = tagKey
      self.tagValues = tagValues
    }
  }

  /// API type `LFTagExpressionResource`.
  public struct LFTagExpressionResource: Sendable, Hashable, Codable {
    public var catalogId: String?
    public var name: String

    public init(name: String, catalogId: String? = nil) {
      self.name = name
      self.catalogId = catalogId
    }
  }

  /// API type `Permission`; values that this version does not know are kept.
  public struct Permission: AWSEnum {
    public var rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let all = Self(rawValue: "ALL")
    public static let select = Self(rawValue: "SELECT")
    public static let alter = Self(rawValue: "ALTER")
    public static let drop = Self(rawValue: "DROP")
    public static let delete = Self(rawValue: "DELETE")
    public static let insert = Self(rawValue: "INSERT")
    public static let describe = Self(rawValue: "DESCRIBE")
    public static let createDatabase = Self(rawValue: "CREATE_DATABASE")
    public static let createTable = Self(rawValue: "CREATE_TABLE")
    public static let dataLocationAccess = Self(rawValue: "DATA_LOCATION_ACCESS")
    public static let createLfTag = Self(rawValue: "CREATE_LF_TAG")
    public static let associate = Self(rawValue: "ASSOCIATE")
    public static let grantWithLfTagExpression = Self(rawValue: "GRANT_WITH_LF_TAG_EXPRESSION")
    public static let createLfTagExpression = Self(rawValue: "CREATE_LF_TAG_EXPRESSION")
    public static let createCatalog = Self(rawValue: "CREATE_CATALOG")
    public static let superUser = Self(rawValue: "SUPER_USER")
  }

  /// API type `Condition`.
  public struct Condition: Sendable, Hashable, Codable {
    public var expression: String?

    public init(expression: String? = nil) {
      self.expression = expression
    }
  }

  /// API type `DataLakeResourceType`; values that this version does not know are kept.
  public struct DataLakeResourceType: AWSEnum {
    public var rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let catalog = Self(rawValue: "CATALOG")
    public static let database = Self(rawValue: "DATABASE")
    public static let table = Self(rawValue: "TABLE")
    public static let dataLocation = Self(rawValue: "DATA_LOCATION")
    public static let lfTag = Self(rawValue: "LF_TAG")
    public static let lfTagPolicy = Self(rawValue: "LF_TAG_POLICY")
    public static let lfTagPolicyDatabase = Self(rawValue: "LF_TAG_POLICY_DATABASE")
    public static let lfTagPolicyTable = Self(rawValue: "LF_TAG_POLICY_TABLE")
    public static let lfNamedTagExpression = Self(rawValue: "LF_NAMED_TAG_EXPRESSION")
  }

  /// API type `PrincipalResourcePermissions`.
  public struct PrincipalResourcePermissions: Sendable, Hashable, Decodable {
    public var principal: DataLakePrincipal?
    public var resource: Resource?
    @OrEmpty public var permissions: [Permission]
    @OrEmpty public var permissionsWithGrantOption: [Permission]
    public var lastUpdated: Date?
    public var lastUpdatedBy: String?
  }
}
