import FoundationEssentials

/// What an instance asks for at sign-in. These are the console's own operations: AWS publishes no model of them and may
/// change them; the IAM actions are `sso:GetSSOConfiguration` and `sso:UpdateSSOConfiguration`.
extension SSOAdmin {
  /// The mode of the second factor: `ALWAYS_ON`, `CONTEXT_AWARE` or `DISABLED`; nil when the answer does not say.
  public func getMFAMode(instanceArn: String) async throws -> String? {
    let answer = try await control("GetSsoConfiguration", SignInRequest(instanceArn: instanceArn))
    return try AWSDocument(json: answer)["ssoConfiguration"]?["mfaMode"]?.string
  }

  /// Sets the mode of the second factor, for everybody who signs in through the instance.
  public func putMFAMode(_ mode: String, instanceArn: String) async throws {
    _ = try await control(
      "UpdateSsoConfiguration", SignInRequest(instanceArn: instanceArn, ssoConfiguration: ["mfaMode": mode]))
  }

  private struct SignInRequest: Sendable, Encodable {
    var instanceArn: String
    var configurationType = "APP_AUTHENTICATION_CONFIGURATION"
    var ssoConfiguration: [String: String]?
  }

  /// The console's path and its name of the service differ from the published API's.
  private func control(_ operation: String, _ input: SignInRequest) async throws -> [UInt8] {
    var request = AWSRequest(operation)
    request.path = "/control/"
    request.headers["Content-Type"] = "application/x-amz-json-1.1"
    request.headers["X-Amz-Target"] = "SWBService.\(operation)"
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    request.body = .bytes(Array(try encoder.encode(input)))
    let body = try await client.send(request).body
    return body.isEmpty ? Array("{}".utf8) : body
  }
}
