/// Values that stacks export to each other.
extension CloudFormation {
  /// ListExports: the values that stacks of the region export.
  public func listExports(_ input: ListExportsRequest = .init()) async throws -> ListExportsResponse {
    try await client.call("ListExports", input)
  }

  /// Every page of ListExports.
  public func listExportsPages(_ input: ListExportsRequest = .init()) -> AWSPages<ListExportsResponse> {
    AWSPages(nextToken: \.nextToken) { token in
      var page = input
      page.nextToken = token ?? input.nextToken
      return try await listExports(page)
    }
  }

  /// ListImports: the stacks that import a value.
  public func listImports(_ input: ListImportsRequest) async throws -> ListImportsResponse {
    try await client.call("ListImports", input)
  }

  /// Every page of ListImports.
  public func listImportsPages(_ input: ListImportsRequest) -> AWSPages<ListImportsResponse> {
    AWSPages(nextToken: \.nextToken) { token in
      var page = input
      page.nextToken = token ?? input.nextToken
      return try await listImports(page)
    }
  }
}

extension CloudFormation {
  /// Input of ListExports.
  public struct ListExportsRequest: Sendable, Hashable, Encodable {
    public var nextToken: String?

    public init(nextToken: String? = nil) {
      self.nextToken = nextToken
    }
  }

  /// Output of ListExports.
  public struct ListExportsResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var exports: [Export]
    public var nextToken: String?
  }

  /// Input of ListImports.
  public struct ListImportsRequest: Sendable, Hashable, Encodable {
    public var exportName: String
    public var nextToken: String?

    public init(exportName: String, nextToken: String? = nil) {
      self.exportName = exportName
      self.nextToken = nextToken
    }
  }

  /// Output of ListImports.
  public struct ListImportsResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var imports: [String]
    public var nextToken: String?
  }

  /// API type `Export`.
  public struct Export: Sendable, Hashable, Decodable {
    public var exportingStackId: String?
    public var name: String?
    public var value: String?
  }
}
