/// Lineage.
extension DataZone {
  /// PostLineageEvent: an OpenLineage run event, of at most 300,000 bytes; it is worked on after the answer.
  /// - Parameter clientToken: the same again is the same event.
  public func postLineageEvent(domain: String, event: [UInt8], clientToken: String) async throws -> String? {
    var request = AWSRequest("PostLineageEvent")
    request.path =
      "/" + Self.path(domain, "lineage", "events").map { PercentEncoding.encode($0) }.joined(separator: "/")
    request.headers["Content-Type"] = "application/json"
    request.headers["Client-Token"] = clientToken
    request.body = .bytes(event)
    let answer = try AWSDocument(json: try await client.send(request).body.orEmptyObject)
    return answer["id"]?.string
  }

  /// ListLineageEvents: the events that were posted, newest first.
  /// - Parameter after: only those after this time, as ISO 8601.
  public func listLineageEventsPages(
    domain: String, after: String? = nil
  ) -> AWSPages<ListLineageEventsResponse> {
    AWSPages(nextToken: \.nextToken) { token in
      try await client.rest(
        "ListLineageEvents", "GET", path: Self.path(domain, "lineage", "events"),
        query: [("sortOrder", "DESCENDING"), ("timestampAfter", after), ("nextToken", token)])
    }
  }

  /// GetLineageEvent: an event as it was posted.
  public func getLineageEvent(domain: String, id: String) async throws -> [UInt8] {
    var request = AWSRequest("GetLineageEvent")
    request.method = "GET"
    request.path =
      "/" + Self.path(domain, "lineage", "events", id).map { PercentEncoding.encode($0) }.joined(separator: "/")
    return try await client.send(request).body
  }

  /// GetLineageNode: one node.
  /// - Parameter id: its id, or its source identifier: of a dataset `<namespace>/<name>`.
  public func getLineageNode(domain: String, id: String) async throws -> LineageNode {
    try await client.rest("GetLineageNode", "GET", path: Self.path(domain, "lineage", "nodes", id))
  }

  /// ListLineageNodeHistory: the versions of a node, newest first.
  public func listLineageNodeHistoryPages(domain: String, id: String) -> AWSPages<ListLineageNodeHistoryResponse> {
    AWSPages(nextToken: \.nextToken) { token in
      try await client.rest(
        "ListLineageNodeHistory", "GET", path: Self.path(domain, "lineage", "nodes", id, "history"),
        query: [("sortOrder", "DESCENDING"), ("nextToken", token)])
    }
  }
}

extension DataZone {
  /// API type `LineageEventSummary`.
  public struct LineageEvent: Sendable, Hashable, Decodable {
    public struct Summary: Sendable, Hashable, Decodable { public var openLineageRunEventSummary: RunSummary? }
    public struct Job: Sendable, Hashable, Decodable { public var name: String? }
    public struct RunSummary: Sendable, Hashable, Decodable {
      public var eventType: String?
      public var job: Job?
      public var runId: String?
    }
    public var id: String
    /// `REQUESTED`, `PROCESSING`, `SUCCESS` or `FAILED`.
    public var processingStatus: String?
    public var eventSummary: Summary?
  }

  /// Output of ListLineageEvents.
  public struct ListLineageEventsResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var items: [LineageEvent]
    public var nextToken: String?
  }

  /// Output of GetLineageNode, and API type `LineageNodeSummary`.
  public struct LineageNode: Sendable, Hashable, Decodable {
    public struct Neighbour: Sendable, Hashable, Decodable { public var id: String? }
    public var id: String
    public var name: String?
    public var sourceIdentifier: String?
    @OrEmpty public var upstreamNodes: [Neighbour]
    @OrEmpty public var downstreamNodes: [Neighbour]
  }

  /// Output of ListLineageNodeHistory.
  public struct ListLineageNodeHistoryResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var nodes: [LineageNode]
    public var nextToken: String?
  }
}

extension [UInt8] {
  /// A body of JSON; nothing at all stands for an object without members.
  fileprivate var orEmptyObject: [UInt8] { isEmpty ? Array("{}".utf8) : self }
}
