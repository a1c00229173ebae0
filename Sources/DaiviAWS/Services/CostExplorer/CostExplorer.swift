/// AWS Cost Explorer: one place for the whole partition, us-east-1 on AWS.
public struct CostExplorer: Sendable {
  public let client: ServiceClient
}

extension AWS {
  public var costExplorer: CostExplorer { CostExplorer(client: client(.costExplorer)) }
}

extension CostExplorer {
  /// ListCostAllocationTags: what is known of these keys (at most 100); a key that was never billed is not among them.
  public func listCostAllocationTags(keys: [String]) async throws -> [CostAllocationTag] {
    let pages = AWSPages<ListOutput>(nextToken: \.nextToken) { token in
      try await client.call("ListCostAllocationTags", ListInput(tagKeys: keys, nextToken: token))
    }
    return try await pages.collect(\.costAllocationTags)
  }

  /// UpdateCostAllocationTagsStatus: at most 20 keys. The call succeeds although single keys are refused: those are
  /// what it returns.
  public func updateCostAllocationTags(_ keys: [String], status: TagStatus) async throws -> [TagProblem] {
    let output: UpdateOutput = try await client.call(
      "UpdateCostAllocationTagsStatus",
      UpdateInput(costAllocationTagsStatus: keys.map { .init(tagKey: $0, status: status) }))
    return output.errors
  }

  /// API type `CostAllocationTagStatus`.
  public enum TagStatus: String, Sendable, Hashable, Codable {
    case active = "Active"
    case inactive = "Inactive"
  }

  /// API type `CostAllocationTag`.
  public struct CostAllocationTag: Sendable, Hashable, Decodable {
    public var tagKey: String
    public var status: TagStatus
  }

  /// API type `UpdateCostAllocationTagsStatusError`.
  public struct TagProblem: Sendable, Hashable, Decodable {
    public var tagKey: String?
    /// `TagKeysNotFound` for a key that no bill has had yet.
    public var code: String?
    public var message: String?

    public init(tagKey: String?, code: String?, message: String?) {
      self.tagKey = tagKey
      self.code = code
      self.message = message
    }
  }

  private struct ListInput: Encodable, Sendable {
    var tagKeys: [String]
    var type = "UserDefined"
    var nextToken: String?
  }

  private struct ListOutput: Decodable, Sendable {
    @OrEmpty var costAllocationTags: [CostAllocationTag]
    var nextToken: String?
  }

  private struct UpdateInput: Encodable, Sendable {
    struct Entry: Encodable, Sendable {
      var tagKey: String
      var status: TagStatus
    }

    var costAllocationTagsStatus: [Entry]
  }

  private struct UpdateOutput: Decodable {
    @OrEmpty var errors: [TagProblem]
  }
}
