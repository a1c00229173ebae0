/// What the client must know of a service; the values are those of the service's API model.
public struct AWSService: Sendable, Hashable {
  /// How requests and responses are written.
  public enum WireProtocol: Sendable, Hashable {
    /// AWS JSON: `X-Amz-Target` is `target.Operation`; version is `1.0` or `1.1`.
    case json(version: String, target: String, members: MemberCase)
    /// AWS Query, and EC2's dialect of it.
    case query(version: String, isEC2: Bool = false)
    /// REST with JSON bodies.
    case restJSON(members: MemberCase)
    /// S3's REST with XML bodies.
    case s3
  }

  /// The service id, `CloudFormation` for example: in messages and in `AWS_ENDPOINT_URL_<ID>`.
  public var id: String
  /// First label of the host name.
  public var endpointPrefix: String
  /// Service name in the signature; usually the endpoint prefix.
  public var signingName: String
  public var wire: WireProtocol
  /// By partition, the region that serves all of it (IAM, Cost Explorer); none for regional services.
  public var globalRegions: [String: String]
  /// Whether the global service's host name has no region in it (IAM).
  public var hostIsGlobal: Bool
  /// Whether its only host names are the newer ones, `datazone.eu-west-1.api.aws`.
  public var usesNewHostNames: Bool

  public init(
    id: String, endpointPrefix: String, signingName: String? = nil, wire: WireProtocol,
    globalRegions: [String: String] = [:],
    hostIsGlobal: Bool = false, usesNewHostNames: Bool = false
  ) {
    self.id = id
    self.endpointPrefix = endpointPrefix
    self.signingName = signingName ?? endpointPrefix
    self.wire = wire
    self.globalRegions = globalRegions
    self.hostIsGlobal = hostIsGlobal
    self.usesNewHostNames = usesNewHostNames
  }

  /// `CLOUDWATCH_LOGS`: the id as environment variables spell it.
  var environmentName: String {
    String(id.uppercased().map { $0 == " " || $0 == "-" ? "_" : $0 })
  }
}
