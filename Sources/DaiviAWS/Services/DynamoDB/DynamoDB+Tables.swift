import FoundationEssentials

/// Tables, what is in them, and their policies.
extension DynamoDB {
  /// DescribeTable: one table.
  public func describeTable(_ input: DescribeTableRequest) async throws -> DescribeTableResponse {
    try await client.call("DescribeTable", input)
  }

  /// Counts a table's items by Scan, page by page: it costs what reading them all costs. DescribeTable's own count is
  /// brought up to date every six hours only.
  public func countItems(tableName: String) async throws -> Int {
    var count = 0
    var start: [String: AWSDocument]?
    repeat {
      let page: ScanResponse = try await client.call(
        "Scan", ScanRequest(tableName: tableName, select: "COUNT", exclusiveStartKey: start))
      count += page.count ?? 0
      start = page.lastEvaluatedKey
    } while start?.isEmpty == false
    return count
  }

  /// GetResourcePolicy: the policy attached to a table, as JSON text. Throws `PolicyNotFoundException` when there is none.
  public func getResourcePolicy(resourceArn: String) async throws -> String? {
    let output: GetResourcePolicyResponse = try await client.call(
      "GetResourcePolicy", GetResourcePolicyRequest(resourceArn: resourceArn))
    return output.policy
  }

  /// PutResourcePolicy: attaches a policy to a table in place of the one it had.
  public func putResourcePolicy(resourceArn: String, policy: String) async throws {
    _ = try await client.call(
      "PutResourcePolicy", PutResourcePolicyRequest(resourceArn: resourceArn, policy: policy), returning: NoOutput.self)
  }
}

extension DynamoDB {
  /// Input of DescribeTable.
  public struct DescribeTableRequest: Sendable, Hashable, Encodable {
    public var tableName: String

    public init(tableName: String) {
      self.tableName = tableName
    }
  }

  /// Output of DescribeTable.
  public struct DescribeTableResponse: Sendable, Hashable, Decodable {
    public var table: TableDescription?
  }

  /// API type `TableDescription`.
  public struct TableDescription: Sendable, Hashable, Decodable {
    public var tableName: String?
    public var tableArn: String?
    public var tableId: String?
    /// `ACTIVE`, `CREATING`, ...
    public var tableStatus: String?
    public var creationDateTime: Date?
  }

  private struct ScanRequest: Sendable, Encodable {
    var tableName: String
    var select: String
    var exclusiveStartKey: [String: AWSDocument]?
  }

  private struct ScanResponse: Decodable {
    var count: Int?
    var lastEvaluatedKey: [String: AWSDocument]?
  }

  private struct GetResourcePolicyRequest: Sendable, Encodable { var resourceArn: String }
  private struct GetResourcePolicyResponse: Decodable { var policy: String? }
  private struct PutResourcePolicyRequest: Sendable, Encodable {
    var resourceArn: String
    var policy: String
  }
}
