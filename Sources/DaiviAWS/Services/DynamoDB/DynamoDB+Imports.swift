import FoundationEssentials

/// Imports of tables from S3.
extension DynamoDB {
  /// ListImports: imports of the last 90 days.
  public func listImports(_ input: ListImportsRequest = .init()) async throws -> ListImportsResponse {
    try await client.call("ListImports", input)
  }

  /// Every page of ListImports.
  public func listImportsPages(_ input: ListImportsRequest = .init()) -> AWSPages<ListImportsResponse> {
    AWSPages(nextToken: \.nextToken) { token in
      var page = input
      page.nextToken = token ?? input.nextToken
      return try await listImports(page)
    }
  }

  /// DescribeImport: one import, what it read and what of it went wrong.
  public func describeImport(importArn: String) async throws -> ImportTableDescription? {
    let output: DescribeImportResponse = try await client.call(
      "DescribeImport", DescribeImportRequest(importArn: importArn))
    return output.importTableDescription
  }
}

extension DynamoDB {
  /// Input of ListImports.
  public struct ListImportsRequest: Sendable, Hashable, Encodable {
    public var tableArn: String?
    public var pageSize: Int?
    public var nextToken: String?

    public init(tableArn: String? = nil, pageSize: Int? = nil, nextToken: String? = nil) {
      self.tableArn = tableArn
      self.pageSize = pageSize
      self.nextToken = nextToken
    }
  }

  /// Output of ListImports.
  public struct ListImportsResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var importSummaryList: [ImportSummary]
    public var nextToken: String?
  }

  /// API type `ImportSummary`.
  public struct ImportSummary: Sendable, Hashable, Decodable {
    public var importArn: String?
    public var importStatus: ImportStatus?
    public var tableArn: String?
    public var startTime: Date?
  }

  /// API type `ImportTableDescription`.
  public struct ImportTableDescription: Sendable, Hashable, Decodable {
    public var importArn: String?
    public var importStatus: ImportStatus?
    public var tableArn: String?
    public var tableId: String?
    /// Items that were read from the files.
    public var processedItemCount: Int?
    /// Items that were written; of those with the same key the last one stays.
    public var importedItemCount: Int?
    public var errorCount: Int?
    public var failureCode: String?
    public var failureMessage: String?
    public var cloudWatchLogGroupArn: String?
  }

  /// API type `ImportStatus`; values that this version does not know are kept.
  public struct ImportStatus: AWSEnum {
    public var rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let inProgress = Self(rawValue: "IN_PROGRESS")
    public static let completed = Self(rawValue: "COMPLETED")
    public static let cancelling = Self(rawValue: "CANCELLING")
    public static let cancelled = Self(rawValue: "CANCELLED")
    public static let failed = Self(rawValue: "FAILED")
  }

  private struct DescribeImportRequest: Sendable, Encodable { var importArn: String }
  private struct DescribeImportResponse: Decodable { var importTableDescription: ImportTableDescription? }
}
