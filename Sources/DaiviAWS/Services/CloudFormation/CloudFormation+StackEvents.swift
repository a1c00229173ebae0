/// What happened in a stack.
extension CloudFormation {
  /// DescribeStackEvents: events of a stack, newest first.
  public func describeStackEvents(_ input: DescribeStackEventsRequest) async throws -> DescribeStackEventsResponse {
    try await client.call("DescribeStackEvents", input)
  }

  /// Every page of DescribeStackEvents.
  public func describeStackEventsPages(_ input: DescribeStackEventsRequest) -> AWSPages<DescribeStackEventsResponse> {
    AWSPages(nextToken: \.nextToken) { token in
      var page = input
      page.nextToken = token ?? input.nextToken
      return try await describeStackEvents(page)
    }
  }

  /// DescribeEvents: events of an operation or change set, validation failures included.
  public func describeEvents(_ input: DescribeEventsRequest = .init()) async throws -> DescribeEventsResponse {
    try await client.call("DescribeEvents", input)
  }

  /// Every page of DescribeEvents.
  public func describeEventsPages(_ input: DescribeEventsRequest = .init()) -> AWSPages<DescribeEventsResponse> {
    AWSPages(nextToken: \.nextToken) { token in
      var page = input
      page.nextToken = token ?? input.nextToken
      return try await describeEvents(page)
    }
  }
}

extension CloudFormation {
  /// Input of DescribeStackEvents.
  public struct DescribeStackEventsRequest: Sendable, Hashable, Encodable {
    public var stackName: String
    public var nextToken: String?

    public init(stackName: String, nextToken: String? = nil) {
      self.stackName = stackName
      self.nextToken = nextToken
    }
  }

  /// Output of DescribeStackEvents.
  public struct DescribeStackEventsResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var stackEvents: [StackEvent]
    public var nextToken: String?
  }

  /// Input of DescribeEvents.
  public struct DescribeEventsRequest: Sendable, Hashable, Encodable {
    public var stackName: String?
    public var changeSetName: String?
    public var operationId: String?
    public var filters: EventFilter?
    public var nextToken: String?

    public init(
      stackName: String? = nil, changeSetName: String? = nil, operationId: String? = nil, filters: EventFilter? = nil,
      nextToken: String? = nil
    ) {
      self.stackName = stackName
      self.changeSetName = changeSetName
      self.operationId = operationId
      self.filters = filters
      self.nextToken = nextToken
    }
  }

  /// Output of DescribeEvents.
  public struct DescribeEventsResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var operationEvents: [OperationEvent]
    public var nextToken: String?
  }
}
