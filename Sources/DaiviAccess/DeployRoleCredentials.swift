import DaiviAWS

/// Sessions of the environment's deploy role, opened with the caller's own credentials.
struct DeployRoleCredentials: CredentialsProvider {
  let role: String
  /// One name for all sessions of an environment: services that know people by their session (DataZone) see one.
  let sessionName: String
  /// AWS as the caller.
  let caller: AWS
  /// Session policy that narrows the role; nil: all the role may do.
  let policy: String?

  /// STS gives no more to a session that was opened with another session's keys (role chaining).
  private static let seconds = 3600

  func credentials() async throws -> AWSCredentials {
    do {
      let answer = try await caller.sts.assumeRole(
        .init(
          roleArn: role, roleSessionName: sessionName, policy: policy, durationSeconds: Self.seconds))
      guard let credentials = answer.credentials else {
        throw CredentialsError(provider: "deploy role", message: "AssumeRole returned no credentials")
      }
      return AWSCredentials(credentials, source: "role \(role)")
    } catch let error as AWSError {
      throw CredentialsError(provider: "deploy role", message: "\(role) cannot be assumed: \(error)")
    }
  }
}
