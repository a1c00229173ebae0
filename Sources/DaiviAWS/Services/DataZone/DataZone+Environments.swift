/// Environments of projects.
extension DataZone {
  /// GetEnvironment: one environment, with what it made in the account.
  public func getEnvironment(domain: String, id: String) async throws -> Environment {
    try await client.rest("GetEnvironment", "GET", path: Self.path(domain, "environments", id))
  }

  /// ListEnvironments: the environments of a project.
  public func listEnvironmentsPages(domain: String, project: String) -> AWSPages<ListEnvironmentsResponse> {
    AWSPages(nextToken: \.nextToken) { token in
      try await client.rest(
        "ListEnvironments", "GET", path: Self.path(domain, "environments"),
        query: [("projectIdentifier", project), ("nextToken", token)])
    }
  }
}

extension DataZone {
  /// Output of GetEnvironment, and API type `EnvironmentSummary`.
  public struct Environment: Sendable, Hashable, Decodable {
    public var id: String?
    public var name: String
    public var projectId: String
    /// `ACTIVE`, `CREATING`, `CREATE_FAILED` and others.
    public var status: String?
    public var environmentConfigurationName: String?
    public var awsAccountRegion: String?
    @OrEmpty public var provisionedResources: [Resource]
  }

  /// API type `Resource`.
  public struct Resource: Sendable, Hashable, Decodable {
    public var name: String?
    public var type: String
    public var value: String
  }

  /// Output of ListEnvironments.
  public struct ListEnvironmentsResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var items: [Environment]
    public var nextToken: String?
  }
}
