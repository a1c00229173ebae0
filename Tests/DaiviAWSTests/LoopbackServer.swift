import DaiviSystem
import Synchronization

@testable import DaiviAWS

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A real HTTP server on a free port of the loopback address; each connection has a thread that runs the test's script.
final class LoopbackServer: Sendable {
  struct Request: Sendable {
    /// Number of the connection, from 0.
    var connection: Int
    var method: String
    var path: String
    var headers: HTTPHeaders
    var body: [UInt8]
  }

  /// What the script does with a connection after it read a request.
  enum Reaction: Sendable {
    case answer(status: Int = 200, headers: HTTPHeaders = [:], body: [UInt8] = [])
    /// These bytes as they are, then the connection is reset.
    case resetAfter([UInt8])
    /// Closes without a word.
    case hangUp
    /// Says nothing and keeps the connection open until the client leaves.
    case silence
  }

  let url: String
  private let listener: Int32
  private let seen = Mutex<[Request]>([])

  /// Everything that arrived so far.
  var requests: [Request] { seen.withLock { $0 } }

  init(script: @escaping @Sendable (Request) -> Reaction) throws {
    #if canImport(Glibc)
      listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      listener = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = self.listener
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && listen(listener, 64) == 0 && getsockname(listener, $0, &length) == 0
      }
    }
    guard bound else { throw HTTPError(.unavailable, "no loopback server: \(errno)") }
    url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
    BlockingThread.start { [weak self] in
      var count = 0
      while true {
        let client = accept(listener, nil, nil)
        guard client >= 0 else { break }
        let number = count
        count += 1
        BlockingThread.start { [weak self] in
          let connection = Connection(descriptor: client, number: number)
          while let request = connection.read() {
            guard let server = self else { break }
            server.seen.withLock { $0.append(request) }
            guard connection.perform(script(request)) else { break }
          }
          close(client)
        }
      }
      close(listener)
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
  }
}

/// The server's side of one connection; used by its thread only.
private final class Connection {
  private let descriptor: Int32
  private let number: Int
  private var buffer: [UInt8] = []

  init(descriptor: Int32, number: Int) {
    self.descriptor = descriptor
    self.number = number
  }

  func read() -> LoopbackServer.Request? {
    let separator = Array("\r\n\r\n".utf8)
    while true {
      if let range = buffer.firstRange(of: separator) {
        let head = String(decoding: buffer[..<range.lowerBound], as: UTF8.self)
        buffer.removeSubrange(..<range.upperBound)
        return request(head)
      }
      guard more() else { return nil }
    }
  }

  private func request(_ head: String) -> LoopbackServer.Request? {
    var headers = HTTPHeaders()
    let lines = head.split(separator: "\r\n")
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      headers.add(String(line[..<colon]), line[line.index(after: colon)...].trimmed)
    }
    let words = lines[0].split(separator: " ")
    let count = headers["Content-Length"].flatMap { Int($0) } ?? 0
    while buffer.count < count { guard more() else { return nil } }
    let body = Array(buffer[..<count])
    buffer.removeSubrange(..<count)
    return .init(connection: number, method: String(words[0]), path: String(words[1]), headers: headers, body: body)
  }

  private func more() -> Bool {
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    let count = recv(descriptor, &piece, piece.count, 0)
    if count > 0 { buffer += piece[..<count] }
    return count > 0
  }

  /// Whether the connection goes on.
  func perform(_ reaction: LoopbackServer.Reaction) -> Bool {
    switch reaction {
    case .answer(let status, let headers, let body):
      var head = "HTTP/1.1 \(status) Text\r\n"
      if headers["Content-Length"] == nil { head += "Content-Length: \(body.count)\r\n" }
      for field in headers { head += "\(field.name): \(field.value)\r\n" }
      return write(Array((head + "\r\n").utf8) + body)
    case .resetAfter(let bytes):
      _ = write(bytes)
      var linger = linger(l_onoff: 1, l_linger: 0)
      setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
      return false
    case .hangUp:
      return false
    case .silence:
      while more() {}
      return false
    }
  }

  private func write(_ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        send(descriptor, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }
}
