import DaiviSystem
import Glibc
import Synchronization

/// An AWS on this machine that accepts every request and refuses it, or keeps silent until it is told to refuse. So a
/// module can be tried without an account, and without an effect.
final class RefusingAWS: Sendable {
  let endpoint: String
  private let listener: Int32
  private let state = Mutex(State())

  private struct State {
    var isSilent = false
    /// Connections whose request waits for its answer.
    var waiting: [Int32] = []
  }

  init() throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && listen(listener, 64) == 0 && getsockname(listener, $0, &length) == 0
      }
    }
    guard listener >= 0, isBound else { throw SystemError("listen on", "127.0.0.1") }
    self.listener = listener
    endpoint = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
    BlockingThread.start { [weak self] in
      while true {
        let client = accept(listener, nil, nil)
        guard client >= 0 else { break }
        _ = fcntl(client, F_SETFD, FD_CLOEXEC)
        BlockingThread.start { [weak self] in
          if Self.readRequest(client) { self?.answer(client) } else { close(client) }
        }
      }
      close(listener)
    }
  }

  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  func keepSilent() { state.withLock { $0.isSilent = true } }

  /// Refuses what waits, and all that comes.
  func refuse() {
    let waiting = state.withLock { state in
      defer { state = State() }
      return state.waiting
    }
    for client in waiting { Self.send(client) }
  }

  private func answer(_ client: Int32) {
    let isSilent = state.withLock { state in
      if state.isSilent { state.waiting.append(client) }
      return state.isSilent
    }
    if !isSilent { Self.send(client) }
  }

  /// Reads the head; the body is of no interest, but must not be left unread in front of a close.
  private static func readRequest(_ client: Int32) -> Bool {
    var limit = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var received: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while received.count < 1 << 20 {
      let count = recv(client, &buffer, buffer.count, 0)
      guard count > 0 else { return false }
      received += buffer[..<count]
      guard let end = received.firstRange(of: Array("\r\n\r\n".utf8)) else { continue }
      let head = String(decoding: received[..<end.lowerBound], as: UTF8.self).lowercased()
      let length =
        head.split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
        .flatMap { Int($0.dropFirst("content-length:".count).drop { $0 == " " }) } ?? 0
      if head.contains("expect: 100-continue") || received.count - end.upperBound >= length { return true }
    }
    return true
  }

  /// The refusal, in words that clients of every AWS protocol understand.
  private static func send(_ client: Int32) {
    let body =
      "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDeniedException</Code>"
      + "<Message>a conformance test reaches no AWS</Message></Error></ErrorResponse>"
    let head =
      "HTTP/1.1 403 Forbidden\r\nx-amzn-ErrorType: AccessDeniedException\r\nx-amzn-RequestId: conformance\r\n"
      + "Content-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n"
    let bytes = Array((head + body).utf8)
    _ = bytes.withUnsafeBytes { Glibc.send(client, $0.baseAddress, bytes.count, Int32(MSG_NOSIGNAL)) }
    shutdown(client, Int32(SHUT_RDWR))
    close(client)
  }
}
