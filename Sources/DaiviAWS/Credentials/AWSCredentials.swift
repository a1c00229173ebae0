import FoundationEssentials

/// Access keys. Their description never contains a secret, so that a log or an error message cannot leak one.
public struct AWSCredentials: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  public var accessKeyID: String
  public var secretAccessKey: String
  public var sessionToken: String?
  /// When they stop working; nil for long-lived keys.
  public var expiration: Date?
  /// Where they come from, for messages: `environment`, `profile admin`, ...
  public var source: String

  public init(
    accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil, expiration: Date? = nil,
    source: String = "given"
  ) {
    self.accessKeyID = accessKeyID
    self.secretAccessKey = secretAccessKey
    self.sessionToken = sessionToken
    self.expiration = expiration
    self.source = source
  }

  public var description: String {
    let lifetime = expiration.map { ", until \(AWSTime.iso8601($0))" } ?? ""
    return "AWSCredentials(\(accessKeyID.prefix(4))..., from \(source)\(lifetime), secrets hidden)"
  }

  public var debugDescription: String { description }

  public var customMirror: Mirror {
    Mirror(self, children: ["source": source, "accessKeyID": "\(accessKeyID.prefix(4))..."])
  }
}
