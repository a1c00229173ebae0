/// Who a domain knows, and who owns a domain unit.
extension DataZone {
  /// GetUserProfile: the profile of a user or of an IAM principal.
  /// - Parameter user: id in Identity Center, id of the profile, or ARN.
  public func getUserProfile(domain: String, user: String) async throws -> UserProfile {
    try await client.rest("GetUserProfile", "GET", path: Self.path(domain, "user-profiles", user))
  }

  /// CreateUserProfile: makes a user known to the domain. For a user who is known the service answers with a
  /// ValidationException.
  /// - Parameter type: `SSO_USER` or `IAM_ROLE`.
  public func createUserProfile(domain: String, user: String, type: String) async throws -> UserProfile {
    try await client.rest(
      "CreateUserProfile", "POST", path: Self.path(domain, "user-profiles"),
      input: ["userIdentifier": user, "userType": type])
  }

  /// UpdateUserProfile: changes a profile's status, for instance to `DEACTIVATED`. Profiles cannot be deleted.
  public func updateUserProfile(domain: String, user: String, status: String) async throws -> UserProfile {
    try await client.rest(
      "UpdateUserProfile", "PUT", path: Self.path(domain, "user-profiles", user), input: ["status": status])
  }

  /// ListEntityOwners: who owns a domain unit.
  public func listEntityOwnersPages(domain: String, unit: String) -> AWSPages<ListEntityOwnersResponse> {
    AWSPages(nextToken: \.nextToken) { token in
      try await client.rest(
        "ListEntityOwners", "GET", path: Self.path(domain, "entities", "DOMAIN_UNIT", unit, "owners"),
        query: [("nextToken", token)])
    }
  }

  /// AddEntityOwner: makes a user an owner of a domain unit.
  public func addEntityOwner(domain: String, unit: String, user: String) async throws {
    _ = try await client.rest(
      "AddEntityOwner", "POST", path: Self.path(domain, "entities", "DOMAIN_UNIT", unit, "addOwner"),
      input: ["owner": ["user": ["userIdentifier": user]]], returning: NoOutput.self)
  }

  /// RemoveEntityOwner: takes the ownership of a domain unit away.
  public func removeEntityOwner(domain: String, unit: String, user: String) async throws {
    _ = try await client.rest(
      "RemoveEntityOwner", "POST", path: Self.path(domain, "entities", "DOMAIN_UNIT", unit, "removeOwner"),
      input: ["owner": ["user": ["userIdentifier": user]]], returning: NoOutput.self)
  }
}

extension DataZone {
  /// Output of GetUserProfile.
  public struct UserProfile: Sendable, Hashable, Decodable {
    public var id: String?
    /// `ASSIGNED`, `ACTIVATED`, `NOT_ASSIGNED` or `DEACTIVATED`.
    public var status: String?
    public var type: String?
  }

  /// API type `OwnerPropertiesOutput`, as far as it is a user.
  public struct Owner: Sendable, Hashable, Decodable {
    public struct User: Sendable, Hashable, Decodable { public var userId: String? }
    public var user: User?
  }

  /// Output of ListEntityOwners.
  public struct ListEntityOwnersResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var owners: [Owner]
    public var nextToken: String?
  }
}
