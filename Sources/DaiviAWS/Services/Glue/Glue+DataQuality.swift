import FoundationEssentials

/// Runs and results of data-quality rule sets.
extension Glue {
  /// StartDataQualityRulesetEvaluationRun: starts an evaluation; give a `clientToken`, so that a repeated call starts nothing.
  public func startDataQualityRulesetEvaluationRun(_ input: StartDataQualityRulesetEvaluationRunRequest) async throws
    -> StartDataQualityRulesetEvaluationRunResponse
  {
    try await client.call(
      "StartDataQualityRulesetEvaluationRun", input, repeatability: input.clientToken == nil ? .once : .safe)
  }

  /// GetDataQualityRulesetEvaluationRun: one evaluation. `SUCCEEDED` does not mean that the rules passed: read the results.
  public func getDataQualityRulesetEvaluationRun(_ input: GetDataQualityRulesetEvaluationRunRequest) async throws
    -> GetDataQualityRulesetEvaluationRunResponse
  {
    try await client.call("GetDataQualityRulesetEvaluationRun", input)
  }

  /// GetDataQualityResult: the outcome of each rule.
  public func getDataQualityResult(_ input: GetDataQualityResultRequest) async throws -> GetDataQualityResultResponse {
    try await client.call("GetDataQualityResult", input)
  }
}

extension Glue {
  /// Input of StartDataQualityRulesetEvaluationRun.
  public struct StartDataQualityRulesetEvaluationRunRequest: Sendable, Hashable, Encodable {
    public var dataSource: DataSource
    public var role: String
    public var numberOfWorkers: Int?
    public var timeout: Int?
    public var clientToken: String?
    public var rulesetNames: [String]

    public init(
      dataSource: DataSource, role: String, rulesetNames: [String], numberOfWorkers: Int? = nil, timeout: Int? = nil,
      clientToken: String? = nil
    ) {
      self.dataSource = dataSource
      self.role = role
      self.rulesetNames = rulesetNames
      self.numberOfWorkers = numberOfWorkers
      self.timeout = timeout
      self.clientToken = clientToken
    }
  }

  /// Output of StartDataQualityRulesetEvaluationRun.
  public struct StartDataQualityRulesetEvaluationRunResponse: Sendable, Hashable, Decodable {
    public var runId: String?
  }

  /// Input of GetDataQualityRulesetEvaluationRun.
  public struct GetDataQualityRulesetEvaluationRunRequest: Sendable, Hashable, Encodable {
    public var runId: String

    public init(runId: String) {
      self.runId = runId
    }
  }

  /// Output of GetDataQualityRulesetEvaluationRun.
  public struct GetDataQualityRulesetEvaluationRunResponse: Sendable, Hashable, Decodable {
    public var runId: String?
    public var dataSource: DataSource?
    public var role: String?
    public var timeout: Int?
    public var status: TaskStatusType?
    public var errorString: String?
    public var startedOn: Date?
    public var lastModifiedOn: Date?
    public var completedOn: Date?
    public var executionTime: Int?
    @OrEmpty public var rulesetNames: [String]
    @OrEmpty public var resultIds: [String]
  }

  /// Input of GetDataQualityResult.
  public struct GetDataQualityResultRequest: Sendable, Hashable, Encodable {
    public var resultId: String

    public init(resultId: String) {
      self.resultId = resultId
    }
  }

  /// Output of GetDataQualityResult.
  public struct GetDataQualityResultResponse: Sendable, Hashable, Decodable {
    public var resultId: String?
    public var score: Double?
    public var dataSource: DataSource?
    public var rulesetName: String?
    public var startedOn: Date?
    public var completedOn: Date?
    public var rulesetEvaluationRunId: String?
    @OrEmpty public var ruleResults: [DataQualityRuleResult]
  }
}
