extension AWSConfiguration {
  /// The configuration that the AWS command line would use on this machine.
  ///
  /// Region: the argument, `AWS_REGION`, `AWS_DEFAULT_REGION`, the profile. Endpoints: `AWS_ENDPOINT_URL[_SERVICE]`, the
  /// profile. Attempts: `AWS_MAX_ATTEMPTS`, the profile. No request is made.
  /// - Parameter profile: a profile the user named; nil uses the environment's.
  /// - Throws: `CredentialsError` when there is no region or no such profile.
  public static func standard(
    profile: String? = nil, region: String? = nil, machine: AWSMachine = .current()
  ) throws -> AWSConfiguration {
    let config = SharedConfig(machine)
    let name = profile ?? SharedConfig.profileName(machine)
    let values = config.profiles[name] ?? [:]
    guard
      let region = region ?? machine.variable("AWS_REGION") ?? machine.variable("AWS_DEFAULT_REGION")
        ?? values["region"], !region.isEmpty
    else {
      throw CredentialsError(
        provider: "region", message: "not set: give one, set AWS_REGION, or put `region` into profile \(name)")
    }
    var retry = RetryPolicy()
    if let attempts = (machine.variable("AWS_MAX_ATTEMPTS") ?? values["max_attempts"]).flatMap({ Int($0) }) {
      retry.maximumAttempts = max(1, attempts)
    }
    var transport = machine.transport
    if let bundle = values["ca_bundle"], machine.variable("AWS_CA_BUNDLE") == nil, transport is HTTPClient {
      transport = HTTPClient(certificateBundle: bundle)
    }
    return AWSConfiguration(
      region: region,
      credentials: CachedCredentials(
        CredentialsChain.standard(machine, profile: profile, region: region), clock: machine.clock),
      endpoints: AWSEndpointOverrides(
        environment: machine.environment, profile: values, services: config.serviceEndpoints(profile: name)),
      retry: retry, transport: transport, clock: machine.clock)
  }
}
