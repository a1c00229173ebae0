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
  /// Called before each repeated attempt, from any task.
  public var onRetry: @Sendable (AWSRetry) -> Void

  public init(
    region: String, credentials: any CredentialsProvider, endpoints: AWSEndpointOverrides = .init(),
    retry: RetryPolicy = .init(), transport: any HTTPTransport = HTTPClient(), clock: AWSClock = .system,
    userAgent: String = "daivi", onRetry: @escaping @Sendable (AWSRetry) -> Void = { _ in }
  ) {
    self.region = region
    self.credentials = credentials
    self.endpoints = endpoints
    self.retry = retry
    self.transport = transport
    self.clock = clock
    self.userAgent = userAgent
    self.onRetry = onRetry
  }
}

/// A repeated attempt, for logs.
public struct AWSRetry: Sendable {
  /// Why the attempt before failed.
  public var error: AWSError
  /// Number of the attempt that follows, from 2.
  public var attempt: Int
  public var delay: Duration
}
