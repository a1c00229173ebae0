/// Secrets stay out of logs.
extension STS.Credentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "Credentials(\(accessKeyId.prefix(4))..., secrets hidden)" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: ["accessKeyId": "\(accessKeyId.prefix(4))..."]) }
}

extension AWSCredentials {
  /// Keys from an answer of STS.
  public init(_ credentials: STS.Credentials, source: String) {
    self.init(
      accessKeyID: credentials.accessKeyId, secretAccessKey: credentials.secretAccessKey,
      sessionToken: credentials.sessionToken, expiration: credentials.expiration, source: source)
  }
}
