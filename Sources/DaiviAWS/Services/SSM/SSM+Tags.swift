/// Tags of parameters. PutParameter refuses tags together with `overwrite`.
extension SSM {
  /// AddTagsToResource: sets tags of a parameter.
  public func addTags(parameter: String, _ tags: [Tag]) async throws {
    _ = try await client.call(
      "AddTagsToResource", TagsRequest(resourceType: "Parameter", resourceId: parameter, tags: tags),
      returning: NoOutput.self)
  }

  /// ListTagsForResource: the tags of a parameter.
  public func tags(parameter: String) async throws -> [String: String] {
    let answer = try await client.call(
      "ListTagsForResource", TagsRequest(resourceType: "Parameter", resourceId: parameter),
      returning: TagsResponse.self)
    return Dictionary(answer.tagList.map { ($0.key, $0.value) }) { $1 }
  }

  private struct TagsRequest: Sendable, Encodable {
    var resourceType: String
    var resourceId: String
    var tags: [Tag]?
  }

  private struct TagsResponse: Sendable, Decodable {
    struct Entry: Sendable, Decodable {
      var key: String
      var value: String
    }

    @OrEmpty var tagList: [Entry]
  }
}
