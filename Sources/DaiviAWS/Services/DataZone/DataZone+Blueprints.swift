/// Blueprints of environments.
extension DataZone {
  /// ListEnvironmentBlueprints: the service's own blueprints of a domain.
  public func listManagedBlueprintsPages(domain: String) -> AWSPages<ListEnvironmentBlueprintsResponse> {
    AWSPages(nextToken: \.nextToken) { token in
      try await client.rest(
        "ListEnvironmentBlueprints", "GET", path: Self.path(domain, "environment-blueprints"),
        query: [("managed", "true"), ("nextToken", token)])
    }
  }

  /// GetEnvironmentBlueprintConfiguration: how the account has configured a blueprint.
  public func getBlueprintConfiguration(domain: String, blueprint: String) async throws -> BlueprintConfiguration {
    try await client.rest(
      "GetEnvironmentBlueprintConfiguration", "GET",
      path: Self.path(domain, "environment-blueprint-configurations", blueprint))
  }
}

extension DataZone {
  /// API type `EnvironmentBlueprintSummary`.
  public struct Blueprint: Sendable, Hashable, Decodable {
    public var id: String
    public var name: String
  }

  /// Output of ListEnvironmentBlueprints.
  public struct ListEnvironmentBlueprintsResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var items: [Blueprint]
    public var nextToken: String?
  }

  /// Output of GetEnvironmentBlueprintConfiguration.
  public struct BlueprintConfiguration: Sendable, Hashable, Decodable {
    public var environmentBlueprintId: String
    @OrEmpty public var enabledRegions: [String]
    public var manageAccessRoleArn: String?
    public var provisioningRoleArn: String?
  }
}
