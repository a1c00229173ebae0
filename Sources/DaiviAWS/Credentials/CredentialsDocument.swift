import FoundationEssentials

/// Keys as JSON: what credential processes print and what container and instance metadata services answer.
struct CredentialsDocument {
  /// - Throws: `CredentialsError` that never quotes the document.
  static func read(_ bytes: [UInt8], provider: String) throws -> AWSCredentials {
    guard let document = try? AWSDocument(json: bytes) else {
      throw CredentialsError(provider: provider, message: "the answer is not JSON")
    }
    if let code = document["Code"]?.string, code != "Success" {
      throw CredentialsError(provider: provider, message: document["Message"]?.string ?? code)
    }
    guard let key = document["AccessKeyId"]?.string, let secret = document["SecretAccessKey"]?.string else {
      throw CredentialsError(provider: provider, message: "the answer has no AccessKeyId and SecretAccessKey")
    }
    return AWSCredentials(
      accessKeyID: key, secretAccessKey: secret,
      sessionToken: document["SessionToken"]?.string ?? document["Token"]?.string,
      expiration: document["Expiration"]?.string.flatMap(AWSTime.parse), source: provider)
  }
}
