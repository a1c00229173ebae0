import FoundationEssentials

/// A whole query: started, awaited, read.
extension Athena {
  /// What a query gave, all pages.
  public struct QueryOutcome: Sendable, Hashable {
    public var columns: [ColumnInfo]
    /// One text a column; nil for NULL.
    public var rows: [[String?]]
  }

  /// Runs one statement in a workgroup and waits for its rows. A task that is cancelled meanwhile ends the query, which
  /// would go on and cost.
  /// - Parameters:
  ///   - catalog: of names without one; the account's own by default.
  ///   - database: of names without one.
  /// - Throws: `AWSError`, `QueryFailure` with Athena's reason.
  public func run(
    _ sql: String, workgroup: String, catalog: String? = nil, database: String? = nil
  ) async throws -> QueryOutcome {
    let context = catalog == nil && database == nil ? nil : QueryExecutionContext(database: database, catalog: catalog)
    let start = try await startQueryExecution(
      .init(
        queryString: sql, clientRequestToken: UUID().uuidString, queryExecutionContext: context, workGroup: workgroup))
    guard let id = start.queryExecutionId else { throw QueryFailure(reason: "Athena gave the query no id") }
    do {
      try await untilDone(id)
    } catch let error as CancellationError {
      await Task { try? await stopQueryExecution(.init(queryExecutionId: id)) }.value
      throw error
    }
    return try await read(id)
  }

  private func untilDone(_ id: String) async throws {
    var pause = Duration.milliseconds(40)
    while true {
      let status = try await getQueryExecution(.init(queryExecutionId: id)).queryExecution?.status
      switch status?.state?.rawValue {
      case "SUCCEEDED": return
      case "FAILED", "CANCELLED":
        throw QueryFailure(reason: status?.stateChangeReason ?? "the query ended without a reason")
      default:
        try await Task.sleep(for: pause)
        pause = min(pause * 2, .seconds(2))
      }
    }
  }

  private func read(_ id: String) async throws -> QueryOutcome {
    var outcome = QueryOutcome(columns: [], rows: [])
    for try await page in getQueryResultsPages(.init(queryExecutionId: id, maxResults: 1000)) {
      if outcome.columns.isEmpty { outcome.columns = page.resultSet?.resultSetMetadata?.columnInfo ?? [] }
      outcome.rows += (page.resultSet?.rows ?? []).map { $0.data.map(\.varCharValue) }
    }
    // A SELECT's first row repeats the column names; SHOW and DESCRIBE have none.
    if let first = outcome.rows.first, !first.isEmpty, first == outcome.columns.map(\.name) {
      outcome.rows.removeFirst()
    }
    return outcome
  }
}

/// A query that Athena could not answer, in Athena's words.
public struct QueryFailure: Error, Sendable, Hashable, CustomStringConvertible {
  public var reason: String

  public init(reason: String) { self.reason = reason }

  public var description: String { reason }
}
