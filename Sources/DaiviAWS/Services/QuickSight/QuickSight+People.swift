/// Users and groups of the namespace `default`.
extension QuickSight {
  /// ListUsers: every user.
  public func listUsersPages(account: String) -> AWSPages<ListUsersResponse> {
    AWSPages(nextToken: \.nextToken) { token in
      try await client.rest(
        "ListUsers", "GET", path: Self.namespace(account) + ["users"], query: [("next-token", token)])
    }
  }

  /// ListGroupMemberships: a group's members.
  public func listGroupMembershipsPages(
    account: String, group: String
  ) -> AWSPages<ListGroupMembershipsResponse> {
    AWSPages(nextToken: \.nextToken) { token in
      try await client.rest(
        "ListGroupMemberships", "GET", path: Self.namespace(account) + ["groups", group, "members"],
        query: [("next-token", token)])
    }
  }

  /// CreateGroupMembership: puts a user into a group; one that is in it already stays.
  public func createGroupMembership(account: String, group: String, user: String) async throws {
    _ = try await client.rest(
      "CreateGroupMembership", "PUT", path: Self.namespace(account) + ["groups", group, "members", user],
      returning: NoOutput.self)
  }

  /// DeleteGroupMembership: takes a user out of a group.
  public func deleteGroupMembership(account: String, group: String, user: String) async throws {
    _ = try await client.rest(
      "DeleteGroupMembership", "DELETE", path: Self.namespace(account) + ["groups", group, "members", user],
      returning: NoOutput.self)
  }

  private static func namespace(_ account: String) -> [String] { ["accounts", account, "namespaces", "default"] }

  /// Output of ListUsers.
  public struct ListUsersResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var userList: [User]
    public var nextToken: String?
  }

  /// API type `User`.
  public struct User: Sendable, Hashable, Decodable {
    public var arn: String?
    public var userName: String
    public var role: String?
  }

  /// Output of ListGroupMemberships.
  public struct ListGroupMembershipsResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var groupMemberList: [GroupMember]
    public var nextToken: String?
  }

  /// API type `GroupMember`.
  public struct GroupMember: Sendable, Hashable, Decodable {
    public var arn: String?
    public var memberName: String
  }
}
