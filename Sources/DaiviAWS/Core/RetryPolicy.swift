/// Which failures are tried again and after how long: the SDKs' `standard` mode ("Retry behavior", SDKs and Tools
/// Guide), with one exception, see `AWSRequest.Repeatability`.
public struct RetryPolicy: Sendable {
  /// Attempts in all, the first included.
  public var maximumAttempts: Int
  /// Attempts in all while no connection to another machine comes about or lasts: half a minute at most, which a
  /// change of network takes.
  public var connectionAttempts: Int
  /// Longest wait between two attempts.
  public var maximumBackoff: Duration
  /// A number between 0 and 1; tests bring their own.
  public var random: @Sendable () -> Double

  public init(
    maximumAttempts: Int = 3, connectionAttempts: Int = 6, maximumBackoff: Duration = .seconds(20),
    random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
  ) {
    self.maximumAttempts = maximumAttempts
    self.connectionAttempts = max(connectionAttempts, maximumAttempts)
    self.maximumBackoff = maximumBackoff
    self.random = random
  }

  /// Full jitter: anything between nothing and 1, 2, 4, ... seconds.
  /// - Parameter attempt: the attempt that failed, from 1.
  func backoff(after attempt: Int) -> Duration {
    .seconds(min(random() * Double(1 << min(attempt - 1, 30)), maximumBackoff.inSeconds))
  }

  /// The request was refused because there were too many: nothing happened.
  static let throttlingCodes: Set<String> = [
    "BandwidthLimitExceeded", "EC2ThrottledException", "LimitExceededException", "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException", "RequestLimitExceeded", "RequestThrottled",
    "RequestThrottledException", "SlowDown", "ThrottledException", "Throttling", "ThrottlingException",
    "TooManyRequestsException", "TransactionInProgressException",
  ]

  static let transientCodes: Set<String> = ["RequestTimeout", "RequestTimeoutException"]

  static let transientStatuses: Set<Int> = [500, 502, 503, 504]

  /// The signature's date was refused; worth another attempt when our clock is off.
  static let clockSkewCodes: Set<String> = [
    "AuthFailure", "InvalidSignatureException", "RequestExpired", "RequestInTheFuture", "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
  ]

  static let expiredCredentialsCodes: Set<String> = [
    "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired",
  ]
}
