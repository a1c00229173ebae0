import DaiviAWS
import DaiviProtocol

/// Credentials a connection can renew. The actor guards the current ones.
actor RenewableCredentials: CredentialsProvider {
  private var current: ScopedCredentials?

  init(_ first: ScopedCredentials?) { current = first }

  func replace(_ fresh: ScopedCredentials) { current = fresh }

  func credentials() async throws -> AWSCredentials {
    guard let current else {
      throw CredentialsError(provider: "host", message: "the host gave this module no credentials")
    }
    return AWSCredentials(
      accessKeyID: current.accessKeyID, secretAccessKey: current.secretAccessKey, sessionToken: current.sessionToken,
      source: "host")
  }
}
