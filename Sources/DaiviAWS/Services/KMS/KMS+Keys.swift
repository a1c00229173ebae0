import FoundationEssentials

/// Keys and their aliases.
extension KMS {
  /// DescribeKey: a key by id, ARN or alias.
  public func describeKey(_ input: DescribeKeyRequest) async throws -> DescribeKeyResponse {
    try await client.call("DescribeKey", input)
  }

  /// ListAliases: aliases of the region, or of one key.
  public func listAliases(_ input: ListAliasesRequest = .init()) async throws -> ListAliasesResponse {
    try await client.call("ListAliases", input)
  }

  /// Every page of ListAliases.
  public func listAliasesPages(_ input: ListAliasesRequest = .init()) -> AWSPages<ListAliasesResponse> {
    AWSPages(nextToken: \.nextMarker) { token in
      var page = input
      page.marker = token ?? input.marker
      return try await listAliases(page)
    }
  }
}

extension KMS {
  /// Input of DescribeKey.
  public struct DescribeKeyRequest: Sendable, Hashable, Encodable {
    public var keyId: String
    public var grantTokens: [String]?

    public init(keyId: String, grantTokens: [String]? = nil) {
      self.keyId = keyId
      self.grantTokens = grantTokens
    }
  }

  /// Output of DescribeKey.
  public struct DescribeKeyResponse: Sendable, Hashable, Decodable {
    public var keyMetadata: KeyMetadata?
  }

  /// Input of ListAliases.
  public struct ListAliasesRequest: Sendable, Hashable, Encodable {
    public var keyId: String?
    public var limit: Int?
    public var marker: String?

    public init(keyId: String? = nil, limit: Int? = nil, marker: String? = nil) {
      self.keyId = keyId
      self.limit = limit
      self.marker = marker
    }
  }

  /// Output of ListAliases.
  public struct ListAliasesResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var aliases: [AliasListEntry]
    public var nextMarker: String?
    public var truncated: Bool?
  }

  /// API type `KeyMetadata`.
  public struct KeyMetadata: Sendable, Hashable, Decodable {
    public var awsAccountId: String?
    public var keyId: String
    public var arn: String?
    public var creationDate: Date?
    public var enabled: Bool?
    public var description: String?
    public var keyUsage: String?
    public var keyState: KeyState?
    public var deletionDate: Date?
    public var keyManager: String?
    public var keySpec: String?
    public var multiRegion: Bool?
    public var pendingDeletionWindowInDays: Int?

    enum CodingKeys: String, CodingKey {
      case awsAccountId = "aWSAccountId"
      case keyId
      case arn
      case creationDate
      case enabled
      case description
      case keyUsage
      case keyState
      case deletionDate
      case keyManager
      case keySpec
      case multiRegion
      case pendingDeletionWindowInDays
    }
  }

  /// API type `KeyState`; values that this version does not know are kept.
  public struct KeyState: AWSEnum {
    public var rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let creating = Self(rawValue: "Creating")
    public static let enabled = Self(rawValue: "Enabled")
    public static let disabled = Self(rawValue: "Disabled")
    public static let pendingDeletion = Self(rawValue: "PendingDeletion")
    public static let pendingImport = Self(rawValue: "PendingImport")
    public static let pendingReplicaDeletion = Self(rawValue: "PendingReplicaDeletion")
    public static let unavailable = Self(rawValue: "Unavailable")
    public static let updating = Self(rawValue: "Updating")
  }

  /// API type `AliasListEntry`.
  public struct AliasListEntry: Sendable, Hashable, Decodable {
    public var aliasName: String?
    public var aliasArn: String?
    public var targetKeyId: String?
    public var creationDate: Date?
    public var lastUpdatedDate: Date?
  }
}
