import FoundationEssentials

/// The resources of a stack.
extension CloudFormation {
  /// DescribeStackResources: at most 100 resources of a stack.
  public func describeStackResources(_ input: DescribeStackResourcesRequest = .init()) async throws
    -> DescribeStackResourcesResponse
  {
    try await client.call("DescribeStackResources", input)
  }

  /// ListStackResources: every resource of a stack.
  public func listStackResources(_ input: ListStackResourcesRequest) async throws -> ListStackResourcesResponse {
    try await client.call("ListStackResources", input)
  }

  /// Every page of ListStackResources.
  public func listStackResourcesPages(_ input: ListStackResourcesRequest) -> AWSPages<ListStackResourcesResponse> {
    AWSPages(nextToken: \.nextToken) { token in
      var page = input
      page.nextToken = token ?? input.nextToken
      return try await listStackResources(page)
    }
  }
}

extension CloudFormation {
  /// Input of DescribeStackResources.
  public struct DescribeStackResourcesRequest: Sendable, Hashable, Encodable {
    public var stackName: String?
    public var logicalResourceId: String?
    public var physicalResourceId: String?

    public init(stackName: String? = nil, logicalResourceId: String? = nil, physicalResourceId: String? = nil) {
      self.stackName = stackName
      self.logicalResourceId = logicalResourceId
      self.physicalResourceId = physicalResourceId
    }
  }

  /// Output of DescribeStackResources.
  public struct DescribeStackResourcesResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var stackResources: [StackResource]
  }

  /// Input of ListStackResources.
  public struct ListStackResourcesRequest: Sendable, Hashable, Encodable {
    public var stackName: String
    public var nextToken: String?

    public init(stackName: String, nextToken: String? = nil) {
      self.stackName = stackName
      self.nextToken = nextToken
    }
  }

  /// Output of ListStackResources.
  public struct ListStackResourcesResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var stackResourceSummaries: [StackResourceSummary]
    public var nextToken: String?
  }

  /// API type `StackResource`.
  public struct StackResource: Sendable, Hashable, Decodable {
    public var stackName: String?
    public var stackId: String?
    public var logicalResourceId: String
    public var physicalResourceId: String?
    public var resourceType: String
    public var timestamp: Date
    public var resourceStatus: ResourceStatus
    public var resourceStatusReason: String?
    public var description: String?
    public var driftInformation: StackResourceDriftInformation?
  }

  /// API type `StackResourceDriftInformation`.
  public struct StackResourceDriftInformation: Sendable, Hashable, Decodable {
    public var stackResourceDriftStatus: StackResourceDriftStatus
    public var lastCheckTimestamp: Date?
  }

  /// API type `StackResourceSummary`.
  public struct StackResourceSummary: Sendable, Hashable, Decodable {
    public var logicalResourceId: String
    public var physicalResourceId: String?
    public var resourceType: String
    public var lastUpdatedTimestamp: Date
    public var resourceStatus: ResourceStatus
    public var resourceStatusReason: String?
    public var driftInformation: StackResourceDriftInformationSummary?
  }

  /// API type `StackResourceDriftInformationSummary`.
  public struct StackResourceDriftInformationSummary: Sendable, Hashable, Decodable {
    public var stackResourceDriftStatus: StackResourceDriftStatus
    public var lastCheckTimestamp: Date?
  }
}
