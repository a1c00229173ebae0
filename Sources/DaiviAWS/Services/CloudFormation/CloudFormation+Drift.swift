import FoundationEssentials

/// Differences between a stack and what is really there.
extension CloudFormation {
  /// DetectStackDrift: starts a drift detection.
  public func detectStackDrift(_ input: DetectStackDriftRequest) async throws -> DetectStackDriftResponse {
    try await client.call("DetectStackDrift", input)
  }

  /// DescribeStackDriftDetectionStatus: how far a drift detection is.
  public func describeStackDriftDetectionStatus(_ input: DescribeStackDriftDetectionStatusRequest) async throws
    -> DescribeStackDriftDetectionStatusResponse
  {
    try await client.call("DescribeStackDriftDetectionStatus", input)
  }

  /// DescribeStackResourceDrifts: differences of the last drift detection.
  public func describeStackResourceDrifts(_ input: DescribeStackResourceDriftsRequest) async throws
    -> DescribeStackResourceDriftsResponse
  {
    try await client.call("DescribeStackResourceDrifts", input)
  }

  /// Every page of DescribeStackResourceDrifts.
  public func describeStackResourceDriftsPages(_ input: DescribeStackResourceDriftsRequest) -> AWSPages<
    DescribeStackResourceDriftsResponse
  > {
    AWSPages(nextToken: \.nextToken) { token in
      var page = input
      page.nextToken = token ?? input.nextToken
      return try await describeStackResourceDrifts(page)
    }
  }
}

extension CloudFormation {
  /// Input of DetectStackDrift.
  public struct DetectStackDriftRequest: Sendable, Hashable, Encodable {
    public var stackName: String
    public var logicalResourceIds: [String]?

    public init(stackName: String, logicalResourceIds: [String]? = nil) {
      self.stackName = stackName
      self.logicalResourceIds = logicalResourceIds
    }
  }

  /// Output of DetectStackDrift.
  public struct DetectStackDriftResponse: Sendable, Hashable, Decodable {
    public var stackDriftDetectionId: String
  }

  /// Input of DescribeStackDriftDetectionStatus.
  public struct DescribeStackDriftDetectionStatusRequest: Sendable, Hashable, Encodable {
    public var stackDriftDetectionId: String

    public init(stackDriftDetectionId: String) {
      self.stackDriftDetectionId = stackDriftDetectionId
    }
  }

  /// Output of DescribeStackDriftDetectionStatus.
  public struct DescribeStackDriftDetectionStatusResponse: Sendable, Hashable, Decodable {
    public var stackId: String
    public var stackDriftDetectionId: String
    public var stackDriftStatus: StackDriftStatus?
    public var detectionStatus: StackDriftDetectionStatus
    public var detectionStatusReason: String?
    public var driftedStackResourceCount: Int?
    public var timestamp: Date
  }

  /// Input of DescribeStackResourceDrifts.
  public struct DescribeStackResourceDriftsRequest: Sendable, Hashable, Encodable {
    public var stackName: String
    public var stackResourceDriftStatusFilters: [StackResourceDriftStatus]?
    public var nextToken: String?
    public var maxResults: Int?

    public init(
      stackName: String, stackResourceDriftStatusFilters: [StackResourceDriftStatus]? = nil, nextToken: String? = nil,
      maxResults: Int? = nil
    ) {
      self.stackName = stackName
      self.stackResourceDriftStatusFilters = stackResourceDriftStatusFilters
      self.nextToken = nextToken
      self.maxResults = maxResults
    }
  }

  /// Output of DescribeStackResourceDrifts.
  public struct DescribeStackResourceDriftsResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var stackResourceDrifts: [StackResourceDrift]
    public var nextToken: String?
  }

  /// API type `StackDriftDetectionStatus`; values that this version does not know are kept.
  public struct StackDriftDetectionStatus: AWSEnum {
    public var rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let detectionInProgress = Self(rawValue: "DETECTION_IN_PROGRESS")
    public static let detectionFailed = Self(rawValue: "DETECTION_FAILED")
    public static let detectionComplete = Self(rawValue: "DETECTION_COMPLETE")
  }

  /// API type `StackResourceDrift`.
  public struct StackResourceDrift: Sendable, Hashable, Decodable {
    public var stackId: String
    public var logicalResourceId: String
    public var physicalResourceId: String?
    public var resourceType: String
    public var expectedProperties: String?
    public var actualProperties: String?
    @OrEmpty public var propertyDifferences: [PropertyDifference]
    public var stackResourceDriftStatus: StackResourceDriftStatus
    public var timestamp: Date
    public var driftStatusReason: String?
  }

  /// API type `PropertyDifference`.
  public struct PropertyDifference: Sendable, Hashable, Decodable {
    public var propertyPath: String
    public var expectedValue: String
    public var actualValue: String
    public var differenceType: String
  }
}
