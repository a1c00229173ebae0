/// The services of one account and region.
///
/// ```swift
/// let aws = AWS(configuration)
/// let identity = try await aws.sts.getCallerIdentity()
/// let stacks = try await aws.in("eu-west-1").cloudFormation.describeStacks(.init(stackName: "network"))
/// ```
///
/// Services are extensions of this type, so that adding one touches no existing file: see this directory's README.
public struct AWS: Sendable {
  public let configuration: AWSConfiguration
  private let runtime: AWSRuntime

  public init(_ configuration: AWSConfiguration) {
    self.configuration = configuration
    runtime = AWSRuntime()
  }

  private init(_ configuration: AWSConfiguration, runtime: AWSRuntime) {
    self.configuration = configuration
    self.runtime = runtime
  }

  public var region: String { configuration.region }
  public var partition: AWSPartition { .of(region: configuration.region) }

  /// The same account in another region; credentials and quotas are shared.
  public func `in`(_ region: String) -> AWS {
    var other = configuration
    other.region = region
    return AWS(other, runtime: runtime)
  }

  /// A client of any service, also for operations without types: `call` takes and returns `AWSDocument` as well.
  public func client(_ service: AWSService) -> ServiceClient {
    ServiceClient(service: service, configuration: configuration, runtime: runtime)
  }
}
