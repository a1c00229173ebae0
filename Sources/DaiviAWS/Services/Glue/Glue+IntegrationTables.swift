import FoundationEssentials

/// How a zero-ETL integration names and shapes the tables of its target.
extension Glue {
  /// CreateIntegrationTableProperties: says how one source table is to arrive. No CloudFormation type does.
  public func createIntegrationTableProperties(_ input: IntegrationTableProperties) async throws {
    _ = try await client.call("CreateIntegrationTableProperties", input, returning: NoOutput.self)
  }

  /// UpdateIntegrationTableProperties: says it anew.
  public func updateIntegrationTableProperties(_ input: IntegrationTableProperties) async throws {
    _ = try await client.call("UpdateIntegrationTableProperties", input, returning: NoOutput.self)
  }

  /// GetIntegrationTableProperties: what was said.
  public func getIntegrationTableProperties(resourceArn: String, tableName: String) async throws
    -> IntegrationTableProperties
  {
    try await client.call(
      "GetIntegrationTableProperties", IntegrationTableProperties(resourceArn: resourceArn, tableName: tableName))
  }

  /// DeleteIntegrationTableProperties: takes it back.
  public func deleteIntegrationTableProperties(resourceArn: String, tableName: String) async throws {
    _ = try await client.call(
      "DeleteIntegrationTableProperties", IntegrationTableProperties(resourceArn: resourceArn, tableName: tableName),
      returning: NoOutput.self)
  }
}

extension Glue {
  /// Input of these operations, and output of GetIntegrationTableProperties.
  public struct IntegrationTableProperties: Sendable, Hashable, Codable {
    /// The target database.
    public var resourceArn: String?
    /// The source table.
    public var tableName: String?
    public var targetTableConfig: TargetTableConfig?

    public init(resourceArn: String, tableName: String, targetTableConfig: TargetTableConfig? = nil) {
      self.resourceArn = resourceArn
      self.tableName = tableName
      self.targetTableConfig = targetTableConfig
    }
  }

  /// API type `TargetTableConfig`.
  public struct TargetTableConfig: Sendable, Hashable, Codable {
    public var targetTableName: String?
    /// `TOPLEVEL`, `FULL` or `NOUNNEST`: how nested values become columns.
    public var unnestSpec: String?

    public init(targetTableName: String? = nil, unnestSpec: String? = nil) {
      self.targetTableName = targetTableName
      self.unnestSpec = unnestSpec
    }
  }
}
