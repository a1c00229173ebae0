import Glibc

/// One HTTP request as it came from a client.
struct HTTPMessage: Sendable {
  private var requestLine: String
  private var headers: [(name: String, value: String)]
  private var body: [UInt8]

  /// Reads one request; nil when the client left first.
  init?(readFrom client: Int32) {
    let separator = Array("\r\n\r\n".utf8)
    var bytes: [UInt8] = []
    var end = bytes.firstRange(of: separator)
    while end == nil {
      let more = LoopbackSocket.receive(from: client)
      if more.isEmpty { return nil }
      bytes += more
      end = bytes.firstRange(of: separator)
    }
    guard let end else { return nil }
    var lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
    requestLine = String(lines.removeFirst())
    headers = lines.compactMap { line in
      guard let colon = line.firstIndex(of: ":") else { return nil }
      return (line[..<colon].lowercased(), String(line[line.index(after: colon)...].drop { $0 == " " }))
    }
    body = Array(bytes[end.upperBound...])
    if header("expect") != nil { _ = LoopbackSocket.send(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8), to: client) }
    let length = header("content-length").flatMap { Int($0) } ?? 0
    while body.count < length {
      let more = LoopbackSocket.receive(from: client)
      if more.isEmpty { return nil }
      body += more
    }
  }

  private func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

  /// The AWS operation: of the JSON protocol's header, the query protocol's form, or S3's method.
  var operation: String {
    if let target = header("x-amz-target")?.split(separator: ".").last { return String(target) }
    let form = String(decoding: body.prefix(4096), as: UTF8.self).split(separator: "&")
    if let action = form.first(where: { $0.hasPrefix("Action=") }) { return String(action.dropFirst("Action=".count)) }
    let method = requestLine.split(separator: " ").first ?? ""
    return "\(method.prefix(1))\(method.dropFirst().lowercased())Object"
  }

  /// Sends it on and returns the whole reply; nil when there was none.
  func exchange(with port: UInt16) -> [UInt8]? {
    guard let server = LoopbackSocket.connect(port: port) else { return nil }
    defer { close(server) }
    var head = requestLine + "\r\n"
    for (name, value) in headers where name != "connection" && name != "expect" { head += "\(name): \(value)\r\n" }
    guard LoopbackSocket.send(Array((head + "connection: close\r\n\r\n").utf8) + body, to: server) else { return nil }
    var reply: [UInt8] = []
    while true {
      let more = LoopbackSocket.receive(from: server)
      if more.isEmpty { return reply.isEmpty ? nil : reply }
      reply += more
    }
  }
}
