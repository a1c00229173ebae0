/// Log events.
extension Logs {
  /// GetLogEvents: events of one stream; set `startFromHead` to read forward by pages.
  public func getLogEvents(_ input: GetLogEventsRequest) async throws -> GetLogEventsResponse {
    try await client.call("GetLogEvents", input)
  }

  /// Every page of GetLogEvents.
  public func getLogEventsPages(_ input: GetLogEventsRequest) -> AWSPages<GetLogEventsResponse> {
    AWSPages(nextToken: \.nextForwardToken) { token in
      var page = input
      page.nextToken = token ?? input.nextToken
      return try await getLogEvents(page)
    }
  }

  /// FilterLogEvents: events of a group.
  public func filterLogEvents(_ input: FilterLogEventsRequest = .init()) async throws -> FilterLogEventsResponse {
    try await client.call("FilterLogEvents", input)
  }

  /// Every page of FilterLogEvents.
  public func filterLogEventsPages(_ input: FilterLogEventsRequest = .init()) -> AWSPages<FilterLogEventsResponse> {
    AWSPages(nextToken: \.nextToken) { token in
      var page = input
      page.nextToken = token ?? input.nextToken
      return try await filterLogEvents(page)
    }
  }
}

extension Logs {
  /// Input of GetLogEvents.
  public struct GetLogEventsRequest: Sendable, Hashable, Encodable {
    public var logGroupName: String?
    public var logGroupIdentifier: String?
    public var logStreamName: String
    public var startTime: Int?
    public var endTime: Int?
    public var nextToken: String?
    public var limit: Int?
    public var startFromHead: Bool?
    public var unmask: Bool?

    public init(
      logStreamName: String, logGroupName: String? = nil, logGroupIdentifier: String? = nil, startTime: Int? = nil,
      endTime: Int? = nil, nextToken: String? = nil, limit: Int? = nil, startFromHead: Bool? = nil, unmask: Bool? = nil
    ) {
      self.logStreamName = logStreamName
      self.logGroupName = logGroupName
      self.logGroupIdentifier = logGroupIdentifier
      self.startTime = startTime
      self.endTime = endTime
      self.nextToken = nextToken
      self.limit = limit
      self.startFromHead = startFromHead
      self.unmask = unmask
    }
  }

  /// Output of GetLogEvents.
  public struct GetLogEventsResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var events: [OutputLogEvent]
    public var nextForwardToken: String?
    public var nextBackwardToken: String?
  }

  /// Input of FilterLogEvents.
  public struct FilterLogEventsRequest: Sendable, Hashable, Encodable {
    public var logGroupName: String?
    public var logGroupIdentifier: String?
    public var logStreamNames: [String]?
    public var logStreamNamePrefix: String?
    public var startTime: Int?
    public var endTime: Int?
    public var filterPattern: String?
    public var nextToken: String?
    public var limit: Int?
    public var unmask: Bool?

    public init(
      logGroupName: String? = nil, logGroupIdentifier: String? = nil, logStreamNames: [String]? = nil,
      logStreamNamePrefix: String? = nil, startTime: Int? = nil, endTime: Int? = nil, filterPattern: String? = nil,
      nextToken: String? = nil, limit: Int? = nil, unmask: Bool? = nil
    ) {
      self.logGroupName = logGroupName
      self.logGroupIdentifier = logGroupIdentifier
      self.logStreamNames = logStreamNames
      self.logStreamNamePrefix = logStreamNamePrefix
      self.startTime = startTime
      self.endTime = endTime
      self.filterPattern = filterPattern
      self.nextToken = nextToken
      self.limit = limit
      self.unmask = unmask
    }
  }

  /// Output of FilterLogEvents.
  public struct FilterLogEventsResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var events: [FilteredLogEvent]
    @OrEmpty public var searchedLogStreams: [SearchedLogStream]
    public var nextToken: String?
  }

  /// API type `OutputLogEvent`.
  public struct OutputLogEvent: Sendable, Hashable, Decodable {
    public var timestamp: Int?
    public var message: String?
    public var ingestionTime: Int?
  }

  /// API type `FilteredLogEvent`.
  public struct FilteredLogEvent: Sendable, Hashable, Decodable {
    public var logStreamName: String?
    public var timestamp: Int?
    public var message: String?
    public var ingestionTime: Int?
    public var eventId: String?
  }

  /// API type `SearchedLogStream`.
  public struct SearchedLogStream: Sendable, Hashable, Decodable {
    public var logStreamName: String?
    public var searchedCompletely: Bool?
  }
}
