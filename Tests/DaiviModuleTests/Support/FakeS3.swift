import DaiviAWS
import Synchronization

/// Objects in memory: HEAD and PUT.
final class FakeS3: HTTPTransport {
  private struct State {
    var objects: [String: HTTPHeaders] = [:]
    var sent: [String] = []
  }

  private let state = Mutex(State())

  /// Keys that were put, in order.
  var sent: [String] { state.withLock { $0.sent } }

  func remove(_ key: String) { state.withLock { $0.objects[key] = nil } }
  /// Somebody else put an object there.
  func put(_ key: String) { state.withLock { $0.objects[key] = HTTPHeaders() } }

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    let key = request.url.split(separator: "/").last.map(String.init) ?? ""
    return state.withLock { state in
      switch request.method {
      case "PUT":
        state.sent.append(key)
        state.objects[key] = request.headers
        return HTTPResponse(status: 200, headers: ["ETag": "\"1\""])
      case "HEAD":
        guard let stored = state.objects[key] else { return HTTPResponse(status: 404) }
        var headers: HTTPHeaders = ["ETag": "\"1\""]
        for field in stored where field.name.lowercased().hasPrefix("x-amz-meta-") { headers[field.name] = field.value }
        return HTTPResponse(status: 200, headers: headers)
      default: return HTTPResponse(status: 405)
      }
    }
  }
}
