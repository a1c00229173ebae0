/// Why there is no complete HTTP response.
public struct HTTPError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Kind: String, Sendable, Hashable {
    /// Name look-up, connection or TLS failed; nothing was sent.
    case cannotConnect
    case timeout
    /// The connection broke while sending or receiving.
    case connectionLost
    /// A local file could not be read or written.
    case localFile
    /// The server answered, with a status that is not a success (only `HTTPClient.download`).
    case status
    /// The request itself is wrong: its URL or an option.
    case invalidRequest
    /// libcurl cannot be used on this machine.
    case unavailable
  }

  public var kind: Kind
  public var message: String
  /// Scheme and host of the request; never its path or query, which may be confidential.
  public var host: String
  /// Whether the server may have received the request, and so may have acted on it.
  public var mayHaveBeenSent: Bool

  public init(_ kind: Kind, _ message: String, host: String = "", mayHaveBeenSent: Bool = false) {
    self.kind = kind
    self.message = message
    self.host = host
    self.mayHaveBeenSent = mayHaveBeenSent
  }

  public var description: String {
    host.isEmpty ? message : "\(host): \(message)"
  }
}
