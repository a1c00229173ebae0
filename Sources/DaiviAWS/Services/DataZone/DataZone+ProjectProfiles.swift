/// Project profiles.
extension DataZone {
  /// GetProjectProfile: one profile with its environment configurations.
  public func getProjectProfile(domain: String, id: String) async throws -> ProjectProfile {
    try await client.rest("GetProjectProfile", "GET", path: Self.path(domain, "project-profiles", id))
  }

  /// Output of GetProjectProfile.
  public struct ProjectProfile: Sendable, Hashable, Decodable {
    /// API type `EnvironmentConfiguration`.
    public struct EnvironmentConfiguration: Sendable, Hashable, Decodable {
      public var name: String
      /// `ON_CREATE` or `ON_DEMAND`.
      public var deploymentMode: String?
    }

    public var id: String
    public var name: String
    /// `ENABLED` or `DISABLED`.
    public var status: String?
    @OrEmpty public var environmentConfigurations: [EnvironmentConfiguration]
  }
}
