/// Users.
extension IdentityStore {
  /// CreateUser: refused with `ConflictException` when the user name or e-mail address is taken.
  public func createUser(_ input: CreateUserRequest) async throws -> UserIdResponse {
    try await client.call("CreateUser", input)
  }

  /// DescribeUser: one user.
  public func describeUser(store: String, id: String) async throws -> User {
    try await client.call("DescribeUser", UserRequest(identityStoreId: store, userId: id))
  }

  /// GetUserId: the user with a user name.
  public func getUserId(store: String, userName: String) async throws -> UserIdResponse {
    try await client.call(
      "GetUserId",
      AlternateRequest(identityStoreId: store, alternateIdentifier: .init("userName", userName)))
  }

  /// UpdateUser: changes attributes by their path, such as `name.givenName`.
  public func updateUser(store: String, id: String, operations: [AttributeOperation]) async throws {
    _ = try await client.call(
      "UpdateUser", UserRequest(identityStoreId: store, userId: id, operations: operations),
      returning: NoOutput.self)
  }

  /// DeleteUser: deletes a user and every membership of it.
  public func deleteUser(store: String, id: String) async throws {
    _ = try await client.call(
      "DeleteUser", UserRequest(identityStoreId: store, userId: id), returning: NoOutput.self)
  }

  /// Every page of ListUsers.
  public func listUsersPages(store: String) -> AWSPages<ListUsersResponse> {
    AWSPages(nextToken: \.nextToken) { token in
      try await client.call("ListUsers", PageRequest(identityStoreId: store, nextToken: token))
    }
  }
}

extension IdentityStore {
  /// Input of CreateUser.
  public struct CreateUserRequest: Sendable, Hashable, Encodable {
    public var identityStoreId: String
    public var userName: String
    public var name: Name
    public var displayName: String
    public var emails: [Email]

    public init(identityStoreId: String, userName: String, name: Name, displayName: String, emails: [Email]) {
      self.identityStoreId = identityStoreId
      self.userName = userName
      self.name = name
      self.displayName = displayName
      self.emails = emails
    }
  }

  /// What identifies a user in an answer.
  public struct UserIdResponse: Sendable, Hashable, Decodable {
    public var userId: String
  }

  /// API type `User`.
  public struct User: Sendable, Hashable, Decodable {
    public var userId: String
    public var userName: String?
    public var displayName: String?
    public var name: Name?
    @OrEmpty public var emails: [Email]
    /// `ENABLED` or `DISABLED`.
    public var userStatus: String?
  }

  /// API type `Name`.
  public struct Name: Sendable, Hashable, Codable {
    public var givenName: String?
    public var familyName: String?

    public init(givenName: String?, familyName: String?) {
      self.givenName = givenName
      self.familyName = familyName
    }
  }

  /// API type `Email`.
  public struct Email: Sendable, Hashable, Codable {
    public var value: String?
    public var type: String?
    public var primary: Bool?

    public init(value: String, type: String? = nil, primary: Bool? = nil) {
      self.value = value
      self.type = type
      self.primary = primary
    }
  }

  /// API type `AttributeOperation`; a value of nil takes the attribute away.
  public struct AttributeOperation: Sendable, Hashable, Encodable {
    public var attributePath: String
    public var attributeValue: AWSDocument?

    public init(_ attributePath: String, _ attributeValue: AWSDocument?) {
      self.attributePath = attributePath
      self.attributeValue = attributeValue
    }
  }

  /// Output of ListUsers.
  public struct ListUsersResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var users: [User]
    public var nextToken: String?
  }

  private struct UserRequest: Sendable, Encodable {
    var identityStoreId: String
    var userId: String
    var operations: [AttributeOperation]?
  }

  struct PageRequest: Sendable, Encodable {
    var identityStoreId: String
    var groupId: String?
    var memberId: MemberId?
    var nextToken: String?
  }

  /// Names a user or group by an attribute that only one has.
  struct AlternateRequest: Sendable, Encodable {
    struct AlternateIdentifier: Sendable, Encodable {
      var uniqueAttribute: UniqueAttribute

      init(_ path: String, _ value: String) {
        uniqueAttribute = UniqueAttribute(attributePath: path, attributeValue: value)
      }
    }

    struct UniqueAttribute: Sendable, Encodable {
      var attributePath: String
      var attributeValue: String
    }

    var identityStoreId: String
    var alternateIdentifier: AlternateIdentifier
  }
}
