/// SQL queries and their results.
extension Athena {
  /// StartQueryExecution: starts a query; give a `clientRequestToken` of 32 to 128 characters, so that a repeated call starts nothing.
  public func startQueryExecution(_ input: StartQueryExecutionRequest) async throws -> StartQueryExecutionResponse {
    try await client.call("StartQueryExecution", input, repeatability: input.clientRequestToken == nil ? .once : .safe)
  }

  /// GetQueryExecution: state of a query.
  public func getQueryExecution(_ input: GetQueryExecutionRequest) async throws -> GetQueryExecutionResponse {
    try await client.call("GetQueryExecution", input)
  }

  /// GetQueryResults: rows; the first row of a `SELECT` is its header.
  public func getQueryResults(_ input: GetQueryResultsRequest) async throws -> GetQueryResultsResponse {
    try await client.call("GetQueryResults", input)
  }

  /// Every page of GetQueryResults.
  public func getQueryResultsPages(_ input: GetQueryResultsRequest) -> AWSPages<GetQueryResultsResponse> {
    AWSPages(nextToken: \.nextToken) { token in
      var page = input
      page.nextToken = token ?? input.nextToken
      return try await getQueryResults(page)
    }
  }

  /// StopQueryExecution: ends a query.
  public func stopQueryExecution(_ input: StopQueryExecutionRequest) async throws {
    _ = try await client.call("StopQueryExecution", input, returning: NoOutput.self)
  }
}

extension Athena {
  /// Input of StartQueryExecution.
  public struct StartQueryExecutionRequest: Sendable, Hashable, Encodable {
    public var queryString: String
    public var clientRequestToken: String?
    public var queryExecutionContext: QueryExecutionContext?
    public var resultConfiguration: ResultConfiguration?
    public var workGroup: String?
    public var executionParameters: [String]?

    public init(
      queryString: String, clientRequestToken: String? = nil, queryExecutionContext: QueryExecutionContext? = nil,
      resultConfiguration: ResultConfiguration? = nil, workGroup: String? = nil, executionParameters: [String]? = nil
    ) {
      self.queryString = queryString
      self.clientRequestToken = clientRequestToken
      self.queryExecutionContext = queryExecutionContext
      self.resultConfiguration = resultConfiguration
      self.workGroup = workGroup
      self.executionParameters = executionParameters
    }
  }

  /// Output of StartQueryExecution.
  public struct StartQueryExecutionResponse: Sendable, Hashable, Decodable {
    public var queryExecutionId: String?
  }

  /// Input of GetQueryExecution.
  public struct GetQueryExecutionRequest: Sendable, Hashable, Encodable {
    public var queryExecutionId: String

    public init(queryExecutionId: String) {
      self.queryExecutionId = queryExecutionId
    }
  }

  /// Output of GetQueryExecution.
  public struct GetQueryExecutionResponse: Sendable, Hashable, Decodable {
    public var queryExecution: QueryExecution?
  }

  /// Input of GetQueryResults.
  public struct GetQueryResultsRequest: Sendable, Hashable, Encodable {
    public var queryExecutionId: String
    public var nextToken: String?
    public var maxResults: Int?
    public var queryResultType: String?

    public init(
      queryExecutionId: String, nextToken: String? = nil, maxResults: Int? = nil, queryResultType: String? = nil
    ) {
      self.queryExecutionId = queryExecutionId
      self.nextToken = nextToken
      self.maxResults = maxResults
      self.queryResultType = queryResultType
    }
  }

  /// Output of GetQueryResults.
  public struct GetQueryResultsResponse: Sendable, Hashable, Decodable {
    public var updateCount: Int?
    public var resultSet: ResultSet?
    public var nextToken: String?
  }

  /// Input of StopQueryExecution.
  public struct StopQueryExecutionRequest: Sendable, Hashable, Encodable {
    public var queryExecutionId: String

    public init(queryExecutionId: String) {
      self.queryExecutionId = queryExecutionId
    }
  }
}
