/// One call of an operation, before an endpoint and a signature are put to it.
public struct AWSRequest: Sendable {
  /// Whether a request may be sent again when nobody knows what became of it.
  public enum Repeatability: Sendable, Hashable {
    /// Reading, or writing with the same effect twice, or under a client token.
    case safe
    /// Twice is not once (Glue `StartJobRun`): repeated only after a refusal that came before any effect. After a lost
    /// answer the error is thrown with `isAmbiguous`.
    case once
  }

  public var operation: String
  public var method = "POST"
  /// Percent-encoded, starting with `/`.
  public var path = "/"
  /// Not encoded.
  public var query: [(name: String, value: String)] = []
  public var headers: HTTPHeaders = [:]
  public var body: HTTPBody = .none
  public var destination: HTTPDestination = .memory
  public var repeatability = Repeatability.safe
  /// S3 only: the bucket, which goes into the host name or the path.
  public var bucket: String?
  /// Hexadecimal SHA-256 of the body or `UNSIGNED-PAYLOAD`; nil: the client computes it of a body in memory.
  public var payloadHash: String?
  public var timeouts = HTTPTimeouts(total: .seconds(90))

  public init(_ operation: String) {
    self.operation = operation
  }

  /// Whether the operation changes nothing, told by its name: then a lost answer leaves nothing to ask about.
  var isReadOnly: Bool {
    ["Describe", "Filter", "Get", "Head", "List"].contains { operation.hasPrefix($0) }
  }
}
