/// Policies of keys.
extension KMS {
  /// GetKeyPolicy: the key's policy, a JSON document.
  public func getKeyPolicy(keyId: String) async throws -> GetKeyPolicyResponse {
    try await client.call("GetKeyPolicy", GetKeyPolicyRequest(keyId: keyId, policyName: "default"))
  }

  /// PutKeyPolicy: replaces the whole policy; a principal that does not exist is refused.
  public func putKeyPolicy(keyId: String, policy: String) async throws {
    _ = try await client.call(
      "PutKeyPolicy", PutKeyPolicyRequest(keyId: keyId, policyName: "default", policy: policy), returning: NoOutput.self
    )
  }

  private struct GetKeyPolicyRequest: Sendable, Encodable {
    var keyId: String
    var policyName: String
  }

  /// Output of GetKeyPolicy.
  public struct GetKeyPolicyResponse: Sendable, Hashable, Decodable {
    public var policy: String?
  }

  private struct PutKeyPolicyRequest: Sendable, Encodable {
    var keyId: String
    var policyName: String
    var policy: String
  }
}
