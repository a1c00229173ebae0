/// Groups and who is in them.
extension IdentityStore {
  /// GetGroupId: the group with a display name.
  public func getGroupId(store: String, displayName: String) async throws -> GroupIdResponse {
    try await client.call(
      "GetGroupId",
      AlternateRequest(identityStoreId: store, alternateIdentifier: .init("displayName", displayName)))
  }

  /// Every page of ListGroupMemberships: a group's members.
  public func listGroupMembershipsPages(store: String, group: String) -> AWSPages<ListGroupMembershipsResponse> {
    AWSPages(nextToken: \.nextToken) { token in
      try await client.call(
        "ListGroupMemberships", PageRequest(identityStoreId: store, groupId: group, nextToken: token))
    }
  }

  /// Every page of ListGroupMembershipsForMember: the groups that a user is in.
  public func listGroupMembershipsForMemberPages(
    store: String, user: String
  ) -> AWSPages<ListGroupMembershipsResponse> {
    AWSPages(nextToken: \.nextToken) { token in
      try await client.call(
        "ListGroupMembershipsForMember",
        PageRequest(identityStoreId: store, memberId: MemberId(userId: user), nextToken: token))
    }
  }

  /// CreateGroupMembership: puts a user into a group; `ConflictException` when it is in it.
  public func createGroupMembership(store: String, group: String, user: String) async throws {
    _ = try await client.call(
      "CreateGroupMembership",
      MembershipRequest(identityStoreId: store, groupId: group, memberId: MemberId(userId: user)),
      returning: NoOutput.self)
  }

  /// DeleteGroupMembership: takes a user out of a group.
  public func deleteGroupMembership(store: String, membership: String) async throws {
    _ = try await client.call(
      "DeleteGroupMembership", MembershipRequest(identityStoreId: store, membershipId: membership),
      returning: NoOutput.self)
  }
}

extension IdentityStore {
  /// What identifies a group in an answer.
  public struct GroupIdResponse: Sendable, Hashable, Decodable {
    public var groupId: String
  }

  /// API type `MemberId`.
  public struct MemberId: Sendable, Hashable, Codable {
    public var userId: String?

    public init(userId: String?) { self.userId = userId }
  }

  /// API type `GroupMembership`.
  public struct GroupMembership: Sendable, Hashable, Decodable {
    public var membershipId: String
    public var groupId: String?
    public var memberId: MemberId?
  }

  /// Output of ListGroupMemberships and ListGroupMembershipsForMember.
  public struct ListGroupMembershipsResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var groupMemberships: [GroupMembership]
    public var nextToken: String?
  }

  private struct MembershipRequest: Sendable, Encodable {
    var identityStoreId: String
    var groupId: String?
    var memberId: MemberId?
    var membershipId: String?
  }
}
