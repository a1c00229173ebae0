/// Data sources, and what their runs take into a project's inventory.
extension DataZone {
  /// StartDataSourceRun: the same `clientToken` again is the same run.
  public func startDataSourceRun(domain: String, source: String, clientToken: String) async throws -> DataSourceRun {
    try await client.rest(
      "StartDataSourceRun", "POST", path: Self.path(domain, "data-sources", source, "runs"),
      input: ["clientToken": clientToken])
  }

  /// GetDataSourceRun: one run.
  public func getDataSourceRun(domain: String, id: String) async throws -> DataSourceRun {
    try await client.rest("GetDataSourceRun", "GET", path: Self.path(domain, "data-source-runs", id))
  }
}

extension DataZone {
  /// Output of StartDataSourceRun and GetDataSourceRun.
  public struct DataSourceRun: Sendable, Hashable, Decodable {
    public struct Failure: Sendable, Hashable, Decodable {
      public var errorType: String
      public var errorDetail: String?
    }

    /// Assets by what became of them.
    public struct Statistics: Sendable, Hashable, Decodable {
      public var added: Int?
      public var updated: Int?
      public var unchanged: Int?
      public var skipped: Int?
      public var failed: Int?
    }

    public var id: String
    /// `REQUESTED`, `RUNNING`; ended: `SUCCESS`, `PARTIALLY_SUCCEEDED`, `FAILED`.
    public var status: String
    public var runStatisticsForAssets: Statistics?
    public var errorMessage: Failure?
  }
}
