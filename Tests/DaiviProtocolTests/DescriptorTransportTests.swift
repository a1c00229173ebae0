import Glibc
import Testing

@testable import DaiviProtocol

@Suite struct DescriptorTransportTests {
  /// A transport and the raw other ends of its pipes.
  private func make() throws -> (transport: DescriptorTransport, feed: Int32, drain: Int32) {
    let (incoming, outgoing) = (try RawPipe(), try RawPipe())
    return (
      try DescriptorTransport(reading: incoming.read, writing: outgoing.write), incoming.write, outgoing.read
    )
  }

  private func write(_ bytes: [UInt8], to descriptor: Int32) { _ = Glibc.write(descriptor, bytes, bytes.count) }

  @Test func linesInPiecesAreJoined() async throws {
    let (transport, feed, drain) = try make()
    for piece in ["{\"a\"", ":1}\n{\"b", "\":2}\r\n", "\n", "{}\n"] { write(Array(piece.utf8), to: feed) }
    close(feed)
    var lines: [String] = []
    while let line = try await transport.receiveText() { lines.append(line) }
    #expect(lines == ["{\"a\":1}", "{\"b\":2}", "{}"])
    close(drain)
  }

  @Test func aLineThatIsNoTextClosesTheConnectionForBothSides() async throws {
    let (transport, feed, drain) = try make()
    write([0x7b, 0x7d, 0x0a, 0xfe, 0x0a], to: feed)
    #expect(try await transport.receiveText() == "{}")
    await #expect(throws: FramingError.notUTF8(line: 2)) { try await transport.receive() }
    #expect(try await transport.receive() == nil)
    await #expect(throws: TransportError.closed) { try await transport.send("{}") }
    var byte: UInt8 = 0
    #expect(read(drain, &byte, 1) == 0, "the other side sees the end")
    close(feed)
    close(drain)
  }

  @Test func anEndInTheMiddleOfALineIsSaid() async throws {
    let (transport, feed, drain) = try make()
    write(Array("{\"id\":1".utf8), to: feed)
    close(feed)
    await #expect(throws: FramingError.truncated(line: 1)) { try await transport.receive() }
    close(drain)
  }

  @Test func descriptorsAreClosedWhenTheTransportIsDropped() async throws {
    let (incoming, outgoing) = (try RawPipe(), try RawPipe())
    do {
      let transport = try DescriptorTransport(reading: incoming.read, writing: outgoing.write)
      try await transport.send("{}")
    }
    var buffer = [UInt8](repeating: 0, count: 10)
    #expect(read(outgoing.read, &buffer, 10) == 3)
    #expect(read(outgoing.read, &buffer, 10) == 0, "the end, which comes only when the descriptor is closed")
    close(incoming.write)
    close(outgoing.read)
  }

  @Test func aStrayPrintOfAModuleDoesNoHarm() async throws {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent, \.standardErrorContent]
    ) {
      let transport = try DescriptorTransport.takingStandardStreams()
      print("a stray word")
      try await transport.send("{}")
      var byte: UInt8 = 0
      #expect(read(0, &byte, 1) == 0)
    }
    #expect(result.map { String(decoding: $0.standardOutputContent, as: UTF8.self) } == "{}\n")
    #expect(result.map { String(decoding: $0.standardErrorContent, as: UTF8.self).contains("a stray word") } == true)
  }
}
