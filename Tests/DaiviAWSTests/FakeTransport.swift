import FoundationEssentials
import Synchronization

@testable import DaiviAWS

/// Answers requests from a script and remembers them.
final class FakeTransport: HTTPTransport {
  typealias Reply = Result<HTTPResponse, HTTPError>

  private let script: @Sendable (HTTPRequest, Int) async throws -> Reply
  private let seen = Mutex<[HTTPRequest]>([])

  var requests: [HTTPRequest] { seen.withLock { $0 } }

  /// - Parameter script: gets the request and its number, from 0.
  init(_ script: @escaping @Sendable (HTTPRequest, Int) async throws -> Reply) {
    self.script = script
  }

  /// The replies in turn, the last one for ever.
  convenience init(_ replies: Reply...) {
    self.init { _, number in replies[min(number, replies.count - 1)] }
  }

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    let number = seen.withLock { seen in
      seen.append(request)
      return seen.count - 1
    }
    return try await script(request, number).get()
  }
}

extension Result where Success == HTTPResponse, Failure == HTTPError {
  static func json(_ text: String, status: Int = 200, _ headers: HTTPHeaders = [:]) -> Self {
    .success(HTTPResponse(status: status, headers: headers, body: Array(text.utf8)))
  }

  static func xml(_ text: String, status: Int = 200, _ headers: HTTPHeaders = [:]) -> Self {
    .json(text, status: status, headers)
  }

  static func lost(sent: Bool, _ kind: HTTPError.Kind = .connectionLost) -> Self {
    .failure(HTTPError(kind, "gone", host: "https://x", mayHaveBeenSent: sent))
  }
}

extension HTTPRequest {
  var bodyText: String {
    if case .bytes(let bytes) = body { String(decoding: bytes, as: UTF8.self) } else { "" }
  }

  /// The parameters of a form-encoded body.
  var form: [String: String] {
    var result: [String: String] = [:]
    for item in bodyText.split(separator: "&") {
      let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      result[PercentEncoding.decode(parts[0])] = parts.count > 1 ? PercentEncoding.decode(parts[1]) : ""
    }
    return result
  }
}

/// A clock that stands still but for sleeping, which takes no time and is remembered.
final class FakeClock: Sendable {
  private let state: Mutex<(now: Date, slept: [Duration])>

  init(_ text: String = "2026-01-02T03:04:05Z") {
    state = Mutex((AWSTime.parse(text)!, []))
  }

  var slept: [Duration] { state.withLock { $0.slept } }

  func advance(seconds: Double) {
    state.withLock { $0.now.addTimeInterval(seconds) }
  }

  var clock: AWSClock {
    AWSClock(
      now: { self.state.withLock { $0.now } },
      sleep: { duration in
        self.state.withLock { state in
          state.slept.append(duration)
          state.now.addTimeInterval(duration.inSeconds)
        }
      })
  }
}

extension AWS {
  /// A client without network: example keys, no waiting, jitter of one half.
  static func fake(
    _ transport: FakeTransport, clock: FakeClock = FakeClock(), region: String = "us-east-1",
    endpoints: AWSEndpointOverrides = .init(), credentials: (any CredentialsProvider)? = nil
  ) -> AWS {
    AWS(
      AWSConfiguration(
        region: region,
        credentials: credentials
          ?? StaticCredentialsProvider(
            AWSCredentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")),
        endpoints: endpoints, retry: RetryPolicy(random: { 0.5 }), transport: transport, clock: clock.clock))
  }
}
