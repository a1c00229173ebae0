import FoundationEssentials

/// Runs of workflows.
extension Glue {
  /// GetWorkflowRun: one run.
  public func getWorkflowRun(_ input: GetWorkflowRunRequest) async throws -> GetWorkflowRunResponse {
    try await client.call("GetWorkflowRun", input)
  }

  /// GetWorkflowRuns: runs of a workflow.
  public func getWorkflowRuns(_ input: GetWorkflowRunsRequest) async throws -> GetWorkflowRunsResponse {
    try await client.call("GetWorkflowRuns", input)
  }

  /// Every page of GetWorkflowRuns.
  public func getWorkflowRunsPages(_ input: GetWorkflowRunsRequest) -> AWSPages<GetWorkflowRunsResponse> {
    AWSPages(nextToken: \.nextToken) { token in
      var page = input
      page.nextToken = token ?? input.nextToken
      return try await getWorkflowRuns(page)
    }
  }
}

extension Glue {
  /// Input of GetWorkflowRun.
  public struct GetWorkflowRunRequest: Sendable, Hashable, Encodable {
    public var name: String
    public var runId: String
    public var includeGraph: Bool?

    public init(name: String, runId: String, includeGraph: Bool? = nil) {
      self.name = name
      self.runId = runId
      self.includeGraph = includeGraph
    }
  }

  /// Output of GetWorkflowRun.
  public struct GetWorkflowRunResponse: Sendable, Hashable, Decodable {
    public var run: WorkflowRun?
  }

  /// Input of GetWorkflowRuns.
  public struct GetWorkflowRunsRequest: Sendable, Hashable, Encodable {
    public var name: String
    public var includeGraph: Bool?
    public var nextToken: String?
    public var maxResults: Int?

    public init(name: String, includeGraph: Bool? = nil, nextToken: String? = nil, maxResults: Int? = nil) {
      self.name = name
      self.includeGraph = includeGraph
      self.nextToken = nextToken
      self.maxResults = maxResults
    }
  }

  /// Output of GetWorkflowRuns.
  public struct GetWorkflowRunsResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var runs: [WorkflowRun]
    public var nextToken: String?
  }

  /// API type `WorkflowRun`.
  public struct WorkflowRun: Sendable, Hashable, Decodable {
    public var name: String?
    public var workflowRunId: String?
    public var previousRunId: String?
    @OrEmpty public var workflowRunProperties: [String: String]
    public var startedOn: Date?
    public var completedOn: Date?
    public var status: WorkflowRunStatus?
    public var errorMessage: String?
    public var statistics: WorkflowRunStatistics?
  }

  /// API type `WorkflowRunStatus`; values that this version does not know are kept.
  public struct WorkflowRunStatus: AWSEnum {
    public var rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let running = Self(rawValue: "RUNNING")
    public static let completed = Self(rawValue: "COMPLETED")
    public static let stopping = Self(rawValue: "STOPPING")
    public static let stopped = Self(rawValue: "STOPPED")
    public static let error = Self(rawValue: "ERROR")
  }

  /// API type `WorkflowRunStatistics`.
  public struct WorkflowRunStatistics: Sendable, Hashable, Decodable {
    public var totalActions: Int?
    public var timeoutActions: Int?
    public var failedActions: Int?
    public var stoppedActions: Int?
    public var succeededActions: Int?
    public var runningActions: Int?
    public var erroredActions: Int?
    public var waitingActions: Int?
  }
}
