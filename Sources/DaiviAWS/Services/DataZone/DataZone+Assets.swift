/// Assets of projects, and their types.
extension DataZone {
  /// Search: the assets in a project's inventory.
  public func searchAssetsPages(domain: String, project: String) -> AWSPages<SearchResponse> {
    AWSPages(nextToken: \.nextToken) { token in
      try await client.rest(
        "Search", "POST", path: Self.path(domain, "search"),
        input: SearchRequest(searchScope: "ASSET", owningProjectIdentifier: project, nextToken: token))
    }
  }

  /// GetAssetType: one type, by its name.
  public func getAssetType(domain: String, name: String) async throws -> AssetType {
    try await client.rest("GetAssetType", "GET", path: Self.path(domain, "asset-types", name))
  }

  /// CreateAssetType: a new type, or another revision of a type of the same project.
  public func createAssetType(domain: String, _ input: CreateAssetTypeRequest) async throws -> AssetType {
    try await client.rest(
      "CreateAssetType", "POST", path: Self.path(domain, "asset-types"), input: input, repeatability: .once)
  }

  /// DeleteAssetType: refused while there is an asset of it.
  public func deleteAssetType(domain: String, name: String) async throws {
    _ = try await client.rest(
      "DeleteAssetType", "DELETE", path: Self.path(domain, "asset-types", name), returning: NoOutput.self)
  }

  /// CreateAsset: the same `clientToken` again is the same asset.
  public func createAsset(domain: String, _ input: CreateAssetRequest) async throws -> Asset {
    try await client.rest("CreateAsset", "POST", path: Self.path(domain, "assets"), input: input)
  }

  /// GetAsset: one asset, with its forms.
  public func getAsset(domain: String, id: String) async throws -> Asset {
    try await client.rest("GetAsset", "GET", path: Self.path(domain, "assets", id))
  }

  /// DeleteAsset: takes an asset out of the inventory.
  public func deleteAsset(domain: String, id: String) async throws {
    _ = try await client.rest("DeleteAsset", "DELETE", path: Self.path(domain, "assets", id), returning: NoOutput.self)
  }
}

extension DataZone {
  /// Output of Search, as far as it is assets.
  public struct SearchResponse: Sendable, Hashable, Decodable {
    public struct Item: Sendable, Hashable, Decodable { public var assetItem: AssetItem? }
    @OrEmpty public var items: [Item]
    public var nextToken: String?

    public var assets: [AssetItem] { items.compactMap(\.assetItem) }
  }

  /// API type `AssetItem`.
  public struct AssetItem: Sendable, Hashable, Decodable {
    public var identifier: String
    public var name: String
    public var typeIdentifier: String
    public var externalIdentifier: String?
  }

  /// API type `FormOutput`.
  public struct Form: Sendable, Hashable, Decodable {
    public var formName: String
    public var typeName: String?
    /// JSON.
    public var content: String?
  }

  /// Output of CreateAsset and GetAsset.
  public struct Asset: Sendable, Hashable, Decodable {
    public var id: String
    public var name: String
    public var typeIdentifier: String
    public var externalIdentifier: String?
    @OrEmpty public var formsOutput: [Form]
  }

  /// API type `FormEntryInput`.
  public struct FormEntry: Sendable, Hashable, Codable {
    public var typeIdentifier: String
    public var typeRevision: String
    public var required: Bool

    public init(typeIdentifier: String, typeRevision: String, required: Bool) {
      self.typeIdentifier = typeIdentifier
      self.typeRevision = typeRevision
      self.required = required
    }
  }

  /// Input of CreateAssetType.
  public struct CreateAssetTypeRequest: Sendable, Hashable, Encodable {
    public var name: String
    public var description: String?
    public var formsInput: [String: FormEntry]
    public var owningProjectIdentifier: String

    public init(
      name: String, description: String? = nil, formsInput: [String: FormEntry], owningProjectIdentifier: String
    ) {
      self.name = name
      self.description = description
      self.formsInput = formsInput
      self.owningProjectIdentifier = owningProjectIdentifier
    }
  }

  /// Output of CreateAssetType and GetAssetType.
  public struct AssetType: Sendable, Hashable, Decodable {
    public struct FormType: Sendable, Hashable, Decodable { public var typeName: String }
    public var name: String
    public var revision: String
    public var owningProjectId: String?
    @OrEmpty public var formsOutput: [String: FormType]
  }

  /// API type `FormInput`.
  public struct FormInput: Sendable, Hashable, Encodable {
    public var formName: String
    public var typeIdentifier: String?
    /// JSON.
    public var content: String

    public init(formName: String, typeIdentifier: String? = nil, content: String) {
      self.formName = formName
      self.typeIdentifier = typeIdentifier
      self.content = content
    }
  }

  /// Input of CreateAsset.
  public struct CreateAssetRequest: Sendable, Hashable, Encodable {
    public var name: String
    public var description: String?
    public var externalIdentifier: String?
    public var typeIdentifier: String
    public var owningProjectIdentifier: String
    public var formsInput: [FormInput]
    public var clientToken: String?

    public init(
      name: String, description: String? = nil, externalIdentifier: String? = nil, typeIdentifier: String,
      owningProjectIdentifier: String, formsInput: [FormInput], clientToken: String? = nil
    ) {
      self.name = name
      self.description = description
      self.externalIdentifier = externalIdentifier
      self.typeIdentifier = typeIdentifier
      self.owningProjectIdentifier = owningProjectIdentifier
      self.formsInput = formsInput
      self.clientToken = clientToken
    }
  }

  private struct SearchRequest: Encodable, Sendable {
    var searchScope: String
    var owningProjectIdentifier: String
    var nextToken: String?
  }
}
