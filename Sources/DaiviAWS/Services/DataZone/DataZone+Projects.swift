/// Projects and their members.
extension DataZone {
  /// GetProject: one project, with how far its environments are.
  public func getProject(domain: String, id: String) async throws -> Project {
    try await client.rest("GetProject", "GET", path: Self.path(domain, "projects", id))
  }

  /// ListProjects: the projects of a domain.
  public func listProjectsPages(domain: String) -> AWSPages<ListProjectsResponse> {
    AWSPages(nextToken: \.nextToken) { token in
      try await client.rest(
        "ListProjects", "GET", path: Self.path(domain, "projects"), query: [("nextToken", token)])
    }
  }

  /// DeleteProject: deletes a project with its environments.
  public func deleteProject(domain: String, id: String) async throws {
    _ = try await client.rest(
      "DeleteProject", "DELETE", path: Self.path(domain, "projects", id), query: [("skipDeletionCheck", "true")],
      returning: NoOutput.self)
  }

  /// ListProjectMemberships: who is in a project.
  public func listProjectMembershipsPages(
    domain: String, project: String
  ) -> AWSPages<ListProjectMembershipsResponse> {
    AWSPages(nextToken: \.nextToken) { token in
      try await client.rest(
        "ListProjectMemberships", "GET", path: Self.path(domain, "projects", project, "memberships"),
        query: [("nextToken", token)])
    }
  }

  /// CreateProjectMembership: takes a user into a project.
  /// - Parameter designation: `PROJECT_OWNER` or `PROJECT_CONTRIBUTOR`.
  public func createProjectMembership(
    domain: String, project: String, user: String, designation: String
  ) async throws {
    _ = try await client.rest(
      "CreateProjectMembership", "POST", path: Self.path(domain, "projects", project, "createMembership"),
      input: Membership(member: .init(userIdentifier: user), designation: designation), returning: NoOutput.self)
  }

  /// DeleteProjectMembership: takes a user out of a project.
  public func deleteProjectMembership(domain: String, project: String, user: String) async throws {
    _ = try await client.rest(
      "DeleteProjectMembership", "POST", path: Self.path(domain, "projects", project, "deleteMembership"),
      input: Membership(member: .init(userIdentifier: user)), returning: NoOutput.self)
  }

  private struct Membership: Encodable, Sendable {
    struct Member: Encodable, Sendable { var userIdentifier: String }
    var member: Member
    var designation: String?
  }
}

extension DataZone {
  /// Output of GetProject, and API type `ProjectSummary`.
  public struct Project: Sendable, Hashable, Decodable {
    public var id: String
    public var name: String
    public var projectStatus: String?
    public var environmentDeploymentDetails: EnvironmentDeploymentDetails?
  }

  /// API type `EnvironmentDeploymentDetails`.
  public struct EnvironmentDeploymentDetails: Sendable, Hashable, Decodable {
    /// `PENDING_DEPLOYMENT`, `IN_PROGRESS`, `SUCCESSFUL`, `FAILED_VALIDATION` or `FAILED_DEPLOYMENT`.
    public var overallDeploymentStatus: String?
    /// By environment.
    public var environmentFailureReasons: [String: [FailureReason]]?
  }

  /// API type `EnvironmentError`.
  public struct FailureReason: Sendable, Hashable, Decodable {
    public var code: String?
    public var message: String
  }

  /// Output of ListProjects.
  public struct ListProjectsResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var items: [Project]
    public var nextToken: String?
  }

  /// API type `ProjectMember`.
  public struct ProjectMember: Sendable, Hashable, Decodable {
    public struct Details: Sendable, Hashable, Decodable {
      public struct User: Sendable, Hashable, Decodable { public var userId: String }
      public var user: User?
    }
    public var memberDetails: Details
    public var designation: String
  }

  /// Output of ListProjectMemberships.
  public struct ListProjectMembershipsResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var members: [ProjectMember]
    public var nextToken: String?
  }
}
