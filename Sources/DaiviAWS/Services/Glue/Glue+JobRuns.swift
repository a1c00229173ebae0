/// Runs of jobs.
extension Glue {
  /// StartJobRun: starts a run. The API has no client token: after a lost answer look for your own argument with `getJobRunsPages` before starting again.
  public func startJobRun(_ input: StartJobRunRequest) async throws -> StartJobRunResponse {
    try await client.call("StartJobRun", input, repeatability: .once)
  }

  /// GetJobRun: one run.
  public func getJobRun(_ input: GetJobRunRequest) async throws -> GetJobRunResponse {
    try await client.call("GetJobRun", input)
  }

  /// GetJobRuns: runs of a job, newest first.
  public func getJobRuns(_ input: GetJobRunsRequest) async throws -> GetJobRunsResponse {
    try await client.call("GetJobRuns", input)
  }

  /// Every page of GetJobRuns.
  public func getJobRunsPages(_ input: GetJobRunsRequest) -> AWSPages<GetJobRunsResponse> {
    AWSPages(nextToken: \.nextToken) { token in
      var page = input
      page.nextToken = token ?? input.nextToken
      return try await getJobRuns(page)
    }
  }

  /// BatchStopJobRun: stops runs; read `errors`, for the call succeeds even if no run could be stopped.
  public func batchStopJobRun(_ input: BatchStopJobRunRequest) async throws -> BatchStopJobRunResponse {
    try await client.call("BatchStopJobRun", input)
  }
}

extension Glue {
  /// Input of StartJobRun.
  public struct StartJobRunRequest: Sendable, Hashable, Encodable {
    public var jobName: String
    public var jobRunQueuingEnabled: Bool?
    public var jobRunId: String?
    public var arguments: [String: String]?
    public var timeout: Int?
    public var maxCapacity: Double?
    public var securityConfiguration: String?
    public var workerType: String?
    public var numberOfWorkers: Int?
    public var executionClass: String?
    public var executionRoleSessionPolicy: String?

    public init(
      jobName: String, jobRunQueuingEnabled: Bool? = nil, jobRunId: String? = nil, arguments: [String: String]? = nil,
      timeout: Int? = nil, maxCapacity: Double? = nil, securityConfiguration: String? = nil, workerType: String? = nil,
      numberOfWorkers: Int? = nil, executionClass: String? = nil, executionRoleSessionPolicy: String? = nil
    ) {
      self.jobName = jobName
      self.jobRunQueuingEnabled = jobRunQueuingEnabled
      self.jobRunId = jobRunId
      self.arguments = arguments
      self.timeout = timeout
      self.maxCapacity = maxCapacity
      self.securityConfiguration = securityConfiguration
      self.workerType = workerType
      self.numberOfWorkers = numberOfWorkers
      self.executionClass = executionClass
      self.executionRoleSessionPolicy = executionRoleSessionPolicy
    }
  }

  /// Output of StartJobRun.
  public struct StartJobRunResponse: Sendable, Hashable, Decodable {
    public var jobRunId: String?
  }

  /// Input of GetJobRun.
  public struct GetJobRunRequest: Sendable, Hashable, Encodable {
    public var jobName: String
    public var runId: String
    public var predecessorsIncluded: Bool?

    public init(jobName: String, runId: String, predecessorsIncluded: Bool? = nil) {
      self.jobName = jobName
      self.runId = runId
      self.predecessorsIncluded = predecessorsIncluded
    }
  }

  /// Output of GetJobRun.
  public struct GetJobRunResponse: Sendable, Hashable, Decodable {
    public var jobRun: JobRun?
  }

  /// Input of GetJobRuns.
  public struct GetJobRunsRequest: Sendable, Hashable, Encodable {
    public var jobName: String
    public var nextToken: String?
    public var maxResults: Int?

    public init(jobName: String, nextToken: String? = nil, maxResults: Int? = nil) {
      self.jobName = jobName
      self.nextToken = nextToken
      self.maxResults = maxResults
    }
  }

  /// Output of GetJobRuns.
  public struct GetJobRunsResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var jobRuns: [JobRun]
    public var nextToken: String?
  }

  /// Input of BatchStopJobRun.
  public struct BatchStopJobRunRequest: Sendable, Hashable, Encodable {
    public var jobName: String
    public var jobRunIds: [String]

    public init(jobName: String, jobRunIds: [String]) {
      self.jobName = jobName
      self.jobRunIds = jobRunIds
    }
  }

  /// Output of BatchStopJobRun.
  public struct BatchStopJobRunResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var successfulSubmissions: [BatchStopJobRunSuccessfulSubmission]
    @OrEmpty public var errors: [BatchStopJobRunError]
  }
}
