/// Connections of projects.
extension DataZone {
  /// ListConnections: the connections of a project.
  public func listConnectionsPages(domain: String, project: String) -> AWSPages<ListConnectionsResponse> {
    AWSPages(nextToken: \.nextToken) { token in
      try await client.rest(
        "ListConnections", "GET", path: Self.path(domain, "connections"),
        query: [("projectIdentifier", project), ("nextToken", token)])
    }
  }
}

extension DataZone {
  /// Output of ListConnections.
  public struct ListConnectionsResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var items: [Connection]
    public var nextToken: String?
  }

  /// API type `ConnectionSummary`.
  public struct Connection: Sendable, Hashable, Decodable {
    public struct Properties: Sendable, Hashable, Decodable {
      public var glueProperties: GlueProperties?
    }

    public struct GlueProperties: Sendable, Hashable, Decodable {
      /// `CREATING`, `READY`, `CREATE_FAILED`, ...
      public var status: String?
      public var errorMessage: String?
    }

    public var connectionId: String
    public var name: String
    public var type: String?
    public var props: Properties?
  }
}
