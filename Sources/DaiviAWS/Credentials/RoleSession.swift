/// Assumes a role with keys at hand.
struct RoleSession {
  let machine: AWSMachine
  let config: SharedConfig
  let profile: String
  let source: AWSCredentials
  let region: String

  func assume(_ request: STS.AssumeRoleRequest) async throws -> AWSCredentials {
    let endpoints = AWSEndpointOverrides(
      environment: machine.environment, profile: config.profiles[profile] ?? [:],
      services: config.serviceEndpoints(profile: profile))
    let aws = AWS(
      AWSConfiguration(
        region: region, credentials: StaticCredentialsProvider(source), endpoints: endpoints,
        transport: machine.transport, clock: machine.clock))
    do {
      let output = try await aws.sts.assumeRole(request)
      guard let credentials = output.credentials else {
        throw CredentialsError(provider: "profile \(profile)", message: "AssumeRole returned no credentials")
      }
      return AWSCredentials(credentials, source: "role \(request.roleArn)")
    } catch let error as AWSError {
      throw CredentialsError(
        provider: "profile \(profile)", message: "\(request.roleArn) cannot be assumed with \(source.source): \(error)")
    }
  }
}
