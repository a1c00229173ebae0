import DaiviSystem
import Glibc
import Synchronization

/// A proxy in front of a sandbox that loses requests and replies where a test says so.
///
/// One request a connection: every connection is closed after its reply, so that a lost one never takes another with it.
final class FaultyProxy: Sendable {
  /// One request as a test may want to react to it.
  struct Request: Sendable {
    /// `CreateChangeSet`, `PutObject`.
    var operation: String
    /// Number among all requests, from 1.
    var number: Int
    /// Number among those that change something, from 1; nil for one that only reads.
    var change: Int?
    /// Number among those of its operation, from 1.
    var ofItsKind: Int
  }

  /// What the proxy does with a request.
  enum Reaction: Sendable {
    case pass
    /// The connection ends and the sandbox never hears of it.
    case lose
    /// The sandbox serves it, the closure is called, and the connection ends without a reply.
    case loseReply(@Sendable () -> Void = {})
    /// The closure is called before the sandbox hears of it.
    case passAfter(@Sendable () -> Void)
  }

  let endpoint: String
  private let listener: Int32
  private let upstream: UInt16
  private let seen = Mutex<[Request]>([])

  /// Everything that arrived so far.
  var requests: [Request] { seen.withLock { $0 } }

  /// - Parameters:
  ///   - lab: whose sandbox stands behind it.
  ///   - react: called for each request, on its connection's thread.
  init(_ lab: Lab, react: @escaping @Sendable (Request) -> Reaction) throws {
    let port = try lab.sandbox().endpoint.split(separator: ":").last.flatMap { UInt16($0) }
    upstream = port ?? 0
    (listener, endpoint) = try LoopbackSocket.listen()
    let (listener, upstream) = (self.listener, self.upstream)
    BlockingThread.start { [self] in
      while true {
        let client = accept(listener, nil, nil)
        guard client >= 0 else { break }
        BlockingThread.start { [self] in
          // A process started meanwhile may have inherited the socket: closing alone would leave it open.
          defer {
            shutdown(client, Int32(SHUT_RDWR))
            close(client)
          }
          guard let message = HTTPMessage(readFrom: client) else { return }
          Self.serve(message, client, upstream, react(count(message)))
        }
      }
      close(listener)
    }
  }

  /// Ends it; nobody is answered any more.
  func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

  private func count(_ message: HTTPMessage) -> Request {
    seen.withLock { seen in
      let operation = message.operation
      let request = Request(
        operation: operation, number: seen.count + 1,
        change: Self.changes(operation) ? seen.count { $0.change != nil } + 1 : nil,
        ofItsKind: seen.count { $0.operation == operation } + 1)
      seen.append(request)
      return request
    }
  }

  private static func changes(_ operation: String) -> Bool {
    !["Describe", "Get", "Head", "List"].contains { operation.hasPrefix($0) }
  }

  private static func serve(_ message: HTTPMessage, _ client: Int32, _ upstream: UInt16, _ reaction: Reaction) {
    switch reaction {
    case .lose: return
    case .passAfter(let act): act()
    case .pass, .loseReply: break
    }
    guard let reply = message.exchange(with: upstream) else { return }
    if case .loseReply(let act) = reaction { return act() }
    _ = LoopbackSocket.send(reply, to: client)
  }
}
