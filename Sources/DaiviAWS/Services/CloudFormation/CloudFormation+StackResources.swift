import FoundationEssentials

/// The resources of a stack.
extension CloudFormation {
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
