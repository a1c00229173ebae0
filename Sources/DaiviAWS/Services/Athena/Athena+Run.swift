import FoundationEssentials

/// A whole query: started, awaited, read.
extension Athena {
  /// What a query gave, all pages.
  public struct QueryOutcome: Sendable, Hashable {
    public var columns: [ColumnInfo]
    /// One text a column; nil for NULL.
    public var rows: [[String?]]
  }

  /// Times that a query is asked in all, where it failed and Athena says that it may succeed another time.
  private static let mostAttempts = 4

  /// Runs one statement in a workgroup and waits for its rows. A task that is cancelled meanwhile ends the query, which
  /// would go on and cost. A query that Athena says to ask again is asked again, if it only reads.
  /// - Parameters:
  ///   - catalog: of names without one; the account's own by default.
  ///   - database: of names without one.
  /// - Throws: `QueryFailure` with Athena's reason where the query or what it asks about is wrong; `AWSError` where that
  ///   is not said, retryable where the query fails for Athena's own reasons however often it is asked.
  public func run(
    _ sql: String, workgroup: String, catalog: String? = nil, database: String? = nil
  ) async throws -> QueryOutcome {
    var pause = Duration.seconds(1)
    for _ in 1..<(Self.onlyReads(sql) ? Self.mostAttempts : 1) {
      do {
        return try await once(sql, workgroup: workgroup, catalog: catalog, database: database)
      } catch let error as AWSError where error.code == Self.passingFailure {
        try await client.configuration.clock.sleep(pause)
        pause *= 3
      }
    }
    return try await once(sql, workgroup: workgroup, catalog: catalog, database: database)
  }

  /// Code of a query's failure that says nothing of the query: Athena calls it retryable.
  private static let passingFailure = "QueryFailed"

  /// Told by the first word. What writes may leave half of its rows behind when it fails.
  private static func onlyReads(_ sql: String) -> Bool {
    let word = sql.drop { $0.isWhitespace || $0 == "(" }.prefix { $0.isLetter }.uppercased()
    return ["SELECT", "WITH", "VALUES", "SHOW", "DESCRIBE", "EXPLAIN"].contains(word)
  }

  private func once(
    _ sql: String, workgroup: String, catalog: String?, database: String?
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
      // The query goes on; a quarter of a minute without an answer is borne.
      let status = try await PatientPoll.look(silences: 5) {
        try await getQueryExecution(.init(queryExecutionId: id))
      }.queryExecution?.status
      switch status?.state?.rawValue {
      case "SUCCEEDED": return
      case "FAILED", "CANCELLED":
        let reason = status?.stateChangeReason ?? "the query ended without a reason"
        guard status?.athenaError?.retryable == true else { throw QueryFailure(reason: reason) }
        throw AWSError(
          service: client.service.id, operation: "StartQueryExecution", code: Self.passingFailure, message: reason,
          isRetryable: true)
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

/// A query that Athena cannot answer, in Athena's words: asked again it fails again.
public struct QueryFailure: Error, Sendable, Hashable, CustomStringConvertible {
  public var reason: String

  public init(reason: String) { self.reason = reason }

  public var description: String { reason }
}
