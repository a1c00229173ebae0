/// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`.
public struct EnvironmentCredentials: CredentialsProvider {
  private let machine: AWSMachine

  public init(_ machine: AWSMachine) {
    self.machine = machine
  }

  public func credentials() async throws -> AWSCredentials {
    guard let key = machine.variable("AWS_ACCESS_KEY_ID") else {
      throw CredentialsError(provider: "environment", message: "AWS_ACCESS_KEY_ID is not set", isAbsent: true)
    }
    guard let secret = machine.variable("AWS_SECRET_ACCESS_KEY") else {
      throw CredentialsError(
        provider: "environment", message: "AWS_ACCESS_KEY_ID is set, AWS_SECRET_ACCESS_KEY is not")
    }
    return AWSCredentials(
      accessKeyID: key, secretAccessKey: secret, sessionToken: machine.variable("AWS_SESSION_TOKEN"),
      expiration: machine.variable("AWS_CREDENTIAL_EXPIRATION").flatMap(AWSTime.parse), source: "environment")
  }
}
