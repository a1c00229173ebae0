import DaiviAWS
import DaiviProtocol
import FoundationEssentials
import Synchronization

/// An AWS in memory: every request of the module under test is answered by one closure, and remembered.
///
/// ```swift
/// let aws = CannedAWS { request in
///   switch request.operation {
///   case "GetParameter": .json(#"{"Parameter":{"Value":"hello"}}"#)
///   default: .refuses("AccessDenied", "not in this test")
///   }
/// }
/// ```
public final class CannedAWS: HTTPTransport {
  private let answer: @Sendable (CannedRequest) -> CannedAnswer
  private let seen = Mutex<[CannedRequest]>([])

  public init(_ answer: @escaping @Sendable (CannedRequest) -> CannedAnswer) { self.answer = answer }

  /// Every request so far, in the order they came.
  public var requests: [CannedRequest] { seen.withLock { $0 } }

  /// Names of the operations asked, in order.
  public var operations: [String] { requests.map(\.operation) }

  public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    let told = CannedRequest(request)
    seen.withLock { $0.append(told) }
    return try answer(told).response(to: told)
  }
}
