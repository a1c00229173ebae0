import FoundationEssentials

/// Jobs.
extension Glue {
  /// GetJob: the definition of a job.
  public func getJob(_ input: GetJobRequest) async throws -> GetJobResponse {
    try await client.call("GetJob", input)
  }
}

extension Glue {
  /// Input of GetJob.
  public struct GetJobRequest: Sendable, Hashable, Encodable {
    public var jobName: String

    public init(jobName: String) {
      self.jobName = jobName
    }
  }

  /// Output of GetJob.
  public struct GetJobResponse: Sendable, Hashable, Decodable {
    public var job: Job?
  }

  /// API type `Job`.
  public struct Job: Sendable, Hashable, Decodable {
    public var name: String?
    public var description: String?
    public var role: String?
    public var createdOn: Date?
    public var lastModifiedOn: Date?
    public var executionProperty: ExecutionProperty?
    public var command: JobCommand?
    @OrEmpty public var defaultArguments: [String: String]
    @OrEmpty public var nonOverridableArguments: [String: String]
    public var connections: ConnectionsList?
    public var maxRetries: Int?
    public var timeout: Int?
    public var maxCapacity: Double?
    public var workerType: String?
    public var numberOfWorkers: Int?
    public var securityConfiguration: String?
    public var glueVersion: String?
    public var executionClass: String?
  }

  /// API type `ExecutionProperty`.
  public struct ExecutionProperty: Sendable, Hashable, Decodable {
    public var maxConcurrentRuns: Int?
  }

  /// API type `JobCommand`.
  public struct JobCommand: Sendable, Hashable, Decodable {
    public var name: String?
    public var scriptLocation: String?
    public var pythonVersion: String?
  }

  /// API type `ConnectionsList`.
  public struct ConnectionsList: Sendable, Hashable, Decodable {
    @OrEmpty public var connections: [String]
  }
}
