/// Data sources, data sets and dashboards.
extension QuickSight {
  /// DescribeDataSource: a data source, with what came of making it.
  public func describeDataSource(account: String, id: String) async throws -> DescribeDataSourceResponse {
    try await client.rest("DescribeDataSource", "GET", path: ["accounts", account, "data-sources", id])
  }

  /// CreateDataSource: makes an Athena data source and tests its connection. The id is the token: a second one is
  /// an error that `isAlreadyExists`.
  public func createDataSource(account: String, _ input: CreateDataSourceRequest) async throws {
    _ = try await client.rest(
      "CreateDataSource", "POST", path: ["accounts", account, "data-sources"], input: input, returning: NoOutput.self)
  }

  /// DeleteDataSource: deletes a data source.
  public func deleteDataSource(account: String, id: String) async throws {
    _ = try await client.rest(
      "DeleteDataSource", "DELETE", path: ["accounts", account, "data-sources", id], returning: NoOutput.self)
  }

  /// DescribeDataSet: a data set, with the SQL of its physical tables.
  public func describeDataSet(account: String, id: String) async throws -> DescribeDataSetResponse {
    try await client.rest("DescribeDataSet", "GET", path: ["accounts", account, "data-sets", id])
  }

  /// DescribeDashboardDefinition: what a dashboard shows, and whether it could be made.
  public func describeDashboardDefinition(
    account: String, id: String
  ) async throws -> DescribeDashboardDefinitionResponse {
    try await client.rest(
      "DescribeDashboardDefinition", "GET", path: ["accounts", account, "dashboards", id, "definition"])
  }

  /// Output of DescribeDataSource.
  public struct DescribeDataSourceResponse: Sendable, Hashable, Decodable {
    public var dataSource: DataSource?
  }

  /// API type `DataSource`.
  public struct DataSource: Sendable, Hashable, Decodable {
    public var dataSourceId: String?
    /// `CREATION_SUCCESSFUL`, `CREATION_FAILED`, ...
    public var status: String?
    public var errorInfo: DataSourceErrorInfo?
  }

  /// API type `DataSourceErrorInfo`.
  public struct DataSourceErrorInfo: Sendable, Hashable, Decodable {
    public var type: String?
    public var message: String?
  }

  /// Input of CreateDataSource, for Athena.
  public struct CreateDataSourceRequest: Sendable, Hashable, Encodable {
    public struct Parameters: Sendable, Hashable, Encodable {
      public struct Athena: Sendable, Hashable, Encodable {
        public var workGroup: String
        public var roleArn: String
      }

      public var athenaParameters: Athena
    }

    public struct Tag: Sendable, Hashable, Encodable {
      public var key: String
      public var value: String
    }

    public var dataSourceId: String
    public var name: String
    public var type = "ATHENA"
    public var dataSourceParameters: Parameters
    public var tags: [Tag]

    /// - Parameter role: the role that QuickSight queries as, in place of the account's.
    public init(id: String, name: String, workgroup: String, role: String, tags: [String: String]) {
      dataSourceId = id
      self.name = name
      dataSourceParameters = Parameters(athenaParameters: .init(workGroup: workgroup, roleArn: role))
      self.tags = tags.sorted { $0.key < $1.key }.map { Tag(key: $0.key, value: $0.value) }
    }
  }

  /// Output of DescribeDataSet.
  public struct DescribeDataSetResponse: Sendable, Hashable, Decodable {
    public var dataSet: DataSet?
  }

  /// API type `DataSet`.
  public struct DataSet: Sendable, Hashable, Decodable {
    public struct PhysicalTable: Sendable, Hashable, Decodable {
      public var customSql: CustomSQL?
    }

    public struct CustomSQL: Sendable, Hashable, Decodable {
      public var sqlQuery: String?
      @OrEmpty public var columns: [InputColumn]
    }

    public struct InputColumn: Sendable, Hashable, Decodable {
      public var name: String
      public var type: String?
    }

    public var dataSetId: String?
    public var importMode: String?
    public var physicalTableMap: [String: PhysicalTable]?
  }

  /// Output of DescribeDashboardDefinition.
  public struct DescribeDashboardDefinitionResponse: Sendable, Hashable, Decodable {
    public struct Problem: Sendable, Hashable, Decodable {
      public var type: String?
      public var message: String?
    }

    public struct Definition: Sendable, Hashable, Decodable {
      public struct Sheet: Sendable, Hashable, Decodable {
        /// Each visual by its kind: `LineChartVisual`, `PieChartVisual`, ...
        @OrEmpty public var visuals: [[String: Visual]]
      }

      public struct Visual: Sendable, Hashable, Decodable {
        public var visualId: String?
      }

      @OrEmpty public var sheets: [Sheet]
    }

    public var name: String?
    /// `CREATION_SUCCESSFUL`, `UPDATE_FAILED`, ...
    public var resourceStatus: String?
    @OrEmpty public var errors: [Problem]
    public var definition: Definition?
  }
}
