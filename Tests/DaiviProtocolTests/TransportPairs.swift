import Glibc

@testable import DaiviProtocol

/// The two ends of one connection, as each kind of transport makes them.
enum TransportPair: CaseIterable {
  case inMemory, pipes

  func make() throws -> (any LineTransport, any LineTransport) {
    switch self {
    case .inMemory: return InMemoryTransport.pair(capacity: 4)
    case .pipes:
      let (there, back) = (try RawPipe(), try RawPipe())
      return (
        try DescriptorTransport(reading: back.read, writing: there.write),
        try DescriptorTransport(reading: there.read, writing: back.write)
      )
    }
  }
}

struct RawPipe {
  let read: Int32
  let write: Int32

  init() throws {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw TransportError.failed(operation: "open", why: "pipe") }
    (read, write) = (ends[0], ends[1])
  }
}

extension LineTransport {
  func send(_ text: String) async throws { try await send(Array(text.utf8)) }

  func receiveText() async throws -> String? { try await receive().map { String(decoding: $0, as: UTF8.self) } }
}
