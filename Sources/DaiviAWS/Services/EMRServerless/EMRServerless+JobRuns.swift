/// Runs of jobs.
extension EMRServerless {
  /// StartJobRun: starts a run; the same `clientToken` again answers the run that it started the first time.
  public func startJobRun(_ input: StartJobRunRequest) async throws -> StartJobRunResponse {
    try await client.rest("StartJobRun", "POST", path: ["applications", input.applicationId, "jobruns"], input: input)
  }

  /// GetJobRun: one run.
  public func getJobRun(applicationID: String, id: String) async throws -> JobRun {
    let response: JobRunResponse = try await client.rest(
      "GetJobRun", "GET", path: ["applications", applicationID, "jobruns", id])
    return response.jobRun
  }

  /// ListJobRuns: runs of an application, newest first.
  /// - Parameter state: only those in this state.
  public func listJobRunsPages(applicationID: String, state: String? = nil) -> AWSPages<ListJobRunsResponse> {
    AWSPages(nextToken: \.nextToken) { token in
      try await client.rest(
        "ListJobRuns", "GET", path: ["applications", applicationID, "jobruns"],
        query: [("states", state), ("nextToken", token)])
    }
  }

  /// CancelJobRun: asks for a run's end, which comes later.
  public func cancelJobRun(applicationID: String, id: String) async throws {
    _ = try await client.rest(
      "CancelJobRun", "DELETE", path: ["applications", applicationID, "jobruns", id], returning: NoOutput.self)
  }
}

extension EMRServerless {
  /// Input of StartJobRun for Spark.
  public struct StartJobRunRequest: Sendable, Hashable, Encodable {
    /// Goes into the path.
    public var applicationId: String
    /// At most 64 characters.
    public var clientToken: String
    public var executionRoleArn: String
    public var name: String?
    public var jobDriver: JobDriver
    public var executionTimeoutMinutes: Int?
    public var tags: [String: String]?

    public init(
      applicationId: String, clientToken: String, executionRoleArn: String, name: String? = nil,
      jobDriver: JobDriver, executionTimeoutMinutes: Int? = nil, tags: [String: String]? = nil
    ) {
      self.applicationId = applicationId
      self.clientToken = clientToken
      self.executionRoleArn = executionRoleArn
      self.name = name
      self.jobDriver = jobDriver
      self.executionTimeoutMinutes = executionTimeoutMinutes
      self.tags = tags
    }

    enum CodingKeys: CodingKey {
      case clientToken, executionRoleArn, name, jobDriver, executionTimeoutMinutes, tags
    }
  }

  /// API type `JobDriver` for Spark.
  public struct JobDriver: Sendable, Hashable, Encodable {
    public var sparkSubmit: SparkSubmit

    public init(sparkSubmit: SparkSubmit) { self.sparkSubmit = sparkSubmit }
  }

  /// API type `SparkSubmit`.
  public struct SparkSubmit: Sendable, Hashable, Encodable {
    /// The script, in S3.
    public var entryPoint: String
    public var entryPointArguments: [String]
    /// As for spark-submit: `--conf a=b --conf c=d`.
    public var sparkSubmitParameters: String?

    public init(entryPoint: String, entryPointArguments: [String] = [], sparkSubmitParameters: String? = nil) {
      self.entryPoint = entryPoint
      self.entryPointArguments = entryPointArguments
      self.sparkSubmitParameters = sparkSubmitParameters
    }
  }

  /// Output of StartJobRun.
  public struct StartJobRunResponse: Sendable, Hashable, Decodable {
    public var jobRunId: String
  }

  /// API type `JobRun`, as far as it is read.
  public struct JobRun: Sendable, Hashable, Decodable {
    public var jobRunId: String
    /// `SUBMITTED`, `PENDING`, `SCHEDULED`, `RUNNING`, `QUEUED`, `CANCELLING`; ended: `SUCCESS`, `FAILED`, `CANCELLED`.
    public var state: String
    public var stateDetails: String?
    public var totalExecutionDurationSeconds: Int?
  }

  /// API type `JobRunSummary`, as far as it is read.
  public struct JobRunSummary: Sendable, Hashable, Decodable {
    public var id: String
    public var state: String
  }

  /// Output of ListJobRuns.
  public struct ListJobRunsResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var jobRuns: [JobRunSummary]
    public var nextToken: String?
  }

  struct JobRunResponse: Sendable, Decodable {
    var jobRun: JobRun
  }
}
