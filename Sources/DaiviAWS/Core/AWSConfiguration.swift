/// Everything that a client needs. Every effect is a value that can be replaced.
public struct AWSConfiguration: Sendable {
  public var region: String
  public var credentials: any CredentialsProvider
  public var endpoints: AWSEndpointOverrides
  public var retry: RetryPolicy
  public var transport: any HTTPTransport
  public var clock: AWSClock
  /// Value of the `User-Agent` header.
  public var userAgent: String

  public init(
    region: String, credentials: any CredentialsProvider, endpoints: AWSEndpointOverrides = .init(),
    retry: RetryPolicy = .init(), transport: any HTTPTransport = HTTPClient(), clock: AWSClock = .system,
    userAgent: String = "daivi"
  ) {
    self.region = region
    self.credentials = credentials
    self.endpoints = endpoints
    self.retry = retry
    self.transport = transport
    self.clock = clock
    self.userAgent = userAgent
  }
}
