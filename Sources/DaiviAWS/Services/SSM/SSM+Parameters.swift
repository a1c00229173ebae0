/// Parameter Store.
extension SSM {
  /// GetParameter: one parameter.
  public func getParameter(_ input: GetParameterRequest) async throws -> GetParameterResponse {
    try await client.call("GetParameter", input)
  }

  /// PutParameter: writes a parameter; without `overwrite` an existing one is an error.
  public func putParameter(_ input: PutParameterRequest) async throws -> PutParameterResponse {
    try await client.call("PutParameter", input)
  }

  /// DeleteParameter: deletes a parameter.
  public func deleteParameter(_ input: DeleteParameterRequest) async throws {
    _ = try await client.call("DeleteParameter", input, returning: NoOutput.self)
  }

  /// GetParametersByPath: parameters below a path.
  public func getParametersByPath(_ input: GetParametersByPathRequest) async throws -> GetParametersByPathResponse {
    try await client.call("GetParametersByPath", input)
  }

  /// Every page of GetParametersByPath.
  public func getParametersByPathPages(_ input: GetParametersByPathRequest) -> AWSPages<GetParametersByPathResponse> {
    AWSPages(nextToken: \.nextToken) { token in
      var page = input
      page.nextToken = token ?? input.nextToken
      return try await getParametersByPath(page)
    }
  }
}

extension SSM {
  /// Input of GetParameter.
  public struct GetParameterRequest: Sendable, Hashable, Encodable {
    public var name: String
    public var withDecryption: Bool?

    public init(name: String, withDecryption: Bool? = nil) {
      self.name = name
      self.withDecryption = withDecryption
    }
  }

  /// Output of GetParameter.
  public struct GetParameterResponse: Sendable, Hashable, Decodable {
    public var parameter: Parameter?
  }

  /// Input of PutParameter.
  public struct PutParameterRequest: Sendable, Hashable, Encodable {
    public var name: String
    public var description: String?
    public var value: String
    public var type: ParameterType?
    public var keyId: String?
    public var overwrite: Bool?
    public var tags: [Tag]?
    public var tier: String?

    public init(
      name: String, value: String, description: String? = nil, type: ParameterType? = nil, keyId: String? = nil,
      overwrite: Bool? = nil, tags: [Tag]? = nil, tier: String? = nil
    ) {
      self.name = name
      self.value = value
      self.description = description
      self.type = type
      self.keyId = keyId
      self.overwrite = overwrite
      self.tags = tags
      self.tier = tier
    }
  }

  /// Output of PutParameter.
  public struct PutParameterResponse: Sendable, Hashable, Decodable {
    public var version: Int?
    public var tier: String?
  }

  /// Input of DeleteParameter.
  public struct DeleteParameterRequest: Sendable, Hashable, Encodable {
    public var name: String

    public init(name: String) {
      self.name = name
    }
  }

  /// Input of GetParametersByPath.
  public struct GetParametersByPathRequest: Sendable, Hashable, Encodable {
    public var path: String
    public var recursive: Bool?
    public var withDecryption: Bool?
    public var maxResults: Int?
    public var nextToken: String?

    public init(
      path: String, recursive: Bool? = nil, withDecryption: Bool? = nil, maxResults: Int? = nil,
      nextToken: String? = nil
    ) {
      self.path = path
      self.recursive = recursive
      self.withDecryption = withDecryption
      self.maxResults = maxResults
      self.nextToken = nextToken
    }
  }

  /// Output of GetParametersByPath.
  public struct GetParametersByPathResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var parameters: [Parameter]
    public var nextToken: String?
  }
}
