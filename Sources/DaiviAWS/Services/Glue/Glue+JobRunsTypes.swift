import FoundationEssentials

/// Types of the operations in Glue+JobRuns.swift.
extension Glue {
  /// API type `JobRun`.
  public struct JobRun: Sendable, Hashable, Decodable {
    public var id: String?
    public var attempt: Int?
    public var previousRunId: String?
    public var triggerName: String?
    public var jobName: String?
    public var startedOn: Date?
    public var lastModifiedOn: Date?
    public var completedOn: Date?
    public var jobRunState: JobRunState?
    @OrEmpty public var arguments: [String: String]
    public var errorMessage: String?
    @OrEmpty public var predecessorRuns: [Predecessor]
    public var executionTime: Int?
    public var timeout: Int?
    public var maxCapacity: Double?
    public var workerType: String?
    public var numberOfWorkers: Int?
    public var logGroupName: String?
    public var glueVersion: String?
    public var dpuSeconds: Double?
    public var stateDetail: String?

    enum CodingKeys: String, CodingKey {
      case id
      case attempt
      case previousRunId
      case triggerName
      case jobName
      case startedOn
      case lastModifiedOn
      case completedOn
      case jobRunState
      case arguments
      case errorMessage
      case predecessorRuns
      case executionTime
      case timeout
      case maxCapacity
      case workerType
      case numberOfWorkers
      case logGroupName
      case glueVersion
      case dpuSeconds = "dPUSeconds"
      case stateDetail
    }
  }

  /// API type `JobRunState`; values that this version does not know are kept.
  public struct JobRunState: AWSEnum {
    public var rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let starting = Self(rawValue: "STARTING")
    public static let running = Self(rawValue: "RUNNING")
    public static let stopping = Self(rawValue: "STOPPING")
    public static let stopped = Self(rawValue: "STOPPED")
    public static let succeeded = Self(rawValue: "SUCCEEDED")
    public static let failed = Self(rawValue: "FAILED")
    public static let timeout = Self(rawValue: "TIMEOUT")
    public static let error = Self(rawValue: "ERROR")
    public static let waiting = Self(rawValue: "WAITING")
    public static let expired = Self(rawValue: "EXPIRED")
  }

  /// API type `Predecessor`.
  public struct Predecessor: Sendable, Hashable, Decodable {
    public var jobName: String?
    public var runId: String?
  }

  /// API type `BatchStopJobRunSuccessfulSubmission`.
  public struct BatchStopJobRunSuccessfulSubmission: Sendable, Hashable, Decodable {
    public var jobName: String?
    public var jobRunId: String?
  }

  /// API type `BatchStopJobRunError`.
  public struct BatchStopJobRunError: Sendable, Hashable, Decodable {
    public var jobName: String?
    public var jobRunId: String?
    public var errorDetail: ErrorDetail?
  }

  /// API type `ErrorDetail`.
  public struct ErrorDetail: Sendable, Hashable, Decodable {
    public var errorCode: String?
    public var errorMessage: String?
  }
}
