/// What a request sends after its headers.
public enum HTTPBody: Sendable, Hashable {
  case none
  case bytes([UInt8])
  /// Part of a file, read while it is sent. `offset` and `count` are bytes.
  case file(path: String, offset: Int64, count: Int64)

  /// Bytes that will be sent.
  public var count: Int64 {
    switch self {
    case .none: 0
    case .bytes(let bytes): Int64(bytes.count)
    case .file(_, _, let count): count
    }
  }
}

/// Where the body of a successful (2xx) response goes; other bodies always stay in memory, because they are messages.
public enum HTTPDestination: Sendable, Hashable {
  case memory
  /// A file that appears under this path only when the whole body has arrived.
  case file(path: String)
}

/// Limits in time of one request; nil means no limit.
public struct HTTPTimeouts: Sendable, Hashable {
  /// Name look-up, TCP and TLS together.
  public var connect: Duration? = .seconds(10)
  /// The whole exchange.
  public var total: Duration?
  /// How long nothing may move in either direction, waiting for the answer included. Whole seconds.
  public var idle: Duration? = .seconds(60)

  public init(connect: Duration? = .seconds(10), total: Duration? = nil, idle: Duration? = .seconds(60)) {
    self.connect = connect
    self.total = total
    self.idle = idle
  }
}

/// One HTTP exchange to make. The URL is absolute and already percent-encoded: it is sent exactly as it stands.
public struct HTTPRequest: Sendable, Hashable {
  public var method: String
  public var url: String
  public var headers: HTTPHeaders
  public var body: HTTPBody
  public var destination: HTTPDestination = .memory
  public var timeouts = HTTPTimeouts()
  /// Whether redirects are followed (at most ten, http and https only).
  public var followsRedirects = false
  /// Whether the request may be sent a second time without the caller knowing.
  ///
  /// libcurl silently repeats a request when a kept-alive connection turns out dead, though the server may have
  /// acted on the first copy. When false the request gets a connection of its own, which is never repeated.
  public var mayBeRepeated = true

  public init(method: String = "GET", url: String, headers: HTTPHeaders = [:], body: HTTPBody = .none) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
  }
}

/// What came back. The body is empty when it went to a file.
public struct HTTPResponse: Sendable, Hashable {
  public var status: Int
  public var headers: HTTPHeaders
  public var body: [UInt8]

  public init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

/// Sends requests. The library's one point of contact with the network: tests put their own in its place.
public protocol HTTPTransport: Sendable {
  /// - Throws: `HTTPError` when there is no complete response, `CancellationError` when the task was cancelled.
  func send(_ request: HTTPRequest) async throws -> HTTPResponse
}
