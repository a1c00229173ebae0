import DaiviAWS
import Synchronization

/// An AWS whose JSON services answer as the test says, told the operation and how often it was asked before. nil is a
/// request too many; a client gives up after three of them.
final class AnsweringAWS: HTTPTransport {
  private let answer: @Sendable (_ operation: String, _ before: Int) -> String?
  private let asked = Mutex<[String]>([])

  init(_ answer: @escaping @Sendable (_ operation: String, _ before: Int) -> String?) { self.answer = answer }

  /// Names of the operations, in order; of those over REST, method and path.
  var operations: [String] { asked.withLock { $0 } }

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    let path = request.url.split(separator: "?")[0].split(separator: "/").dropFirst(2).joined(separator: "/")
    let operation =
      request.headers["X-Amz-Target"]?.split(separator: ".").last.map(String.init) ?? "\(request.method) \(path)"
    let before = asked.withLock { asked in
      asked.append(operation)
      return asked.count { $0 == operation } - 1
    }
    if let body = answer(operation, before) { return HTTPResponse(status: 200, body: Array(body.utf8)) }
    return HTTPResponse(
      status: 400, body: Array(#"{"__type":"ThrottlingException","message":"Rate exceeded"}"#.utf8))
  }
}
