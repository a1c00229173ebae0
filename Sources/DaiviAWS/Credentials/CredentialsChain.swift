/// Asks providers in turn; the first that is in use here decides.
public struct CredentialsChain: CredentialsProvider {
  private let providers: [any CredentialsProvider]

  public init(_ providers: [any CredentialsProvider]) {
    self.providers = providers
  }

  /// The order of every AWS SDK: environment, web identity, profile, container, instance.
  /// - Parameter profile: a profile the user named; then the environment's keys are not looked at.
  public static func standard(_ machine: AWSMachine, profile: String? = nil, region: String) -> CredentialsChain {
    let config = SharedConfig(machine)
    let name = profile ?? SharedConfig.profileName(machine)
    let isExplicit = profile != nil || name != "default"
    let fromProfile = ProfileCredentials(
      machine, config: config, profile: name, isExplicit: isExplicit, region: region)
    if profile != nil { return CredentialsChain([fromProfile]) }
    return CredentialsChain([
      EnvironmentCredentials(machine), WebIdentityCredentials(machine, region: region), fromProfile,
      ContainerCredentials(machine), InstanceMetadataCredentials(machine),
    ])
  }

  public func credentials() async throws -> AWSCredentials {
    var tried: [CredentialsError] = []
    for provider in providers {
      do {
        return try await provider.credentials()
      } catch let error as CredentialsError {
        guard error.isAbsent else { throw error }
        tried.append(error)
      }
    }
    throw CredentialsError(
      provider: "no AWS credentials",
      message: "tried " + tried.map(\.description).joined(separator: "; ")
        + ". Set AWS_PROFILE to a profile of ~/.aws/config (`aws configure sso` makes one), or put keys into "
        + "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY", isAbsent: true)
  }
}
