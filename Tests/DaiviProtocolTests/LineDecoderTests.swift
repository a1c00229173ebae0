import Testing

@testable import DaiviProtocol

@Suite struct LineDecoderTests {
  private func lines(_ text: String, chunk: Int, limit: Int = 1000) throws -> [String] {
    var decoder = LineDecoder(limit: limit)
    var result: [String] = []
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: chunk) {
      decoder.append(bytes[start..<min(start + chunk, bytes.count)])
      while let line = try decoder.next() { result.append(String(decoding: line, as: UTF8.self)) }
    }
    try decoder.finish()
    return result
  }

  @Test(arguments: [1, 2, 3, 7, 64, 100_000])
  func linesComeOutWholeHoweverTheBytesArrive(_ chunk: Int) throws {
    let text = "{\"a\":1}\n\r\n\n{\"snow\":\"☃\"}\r\nlast\n"
    #expect(try lines(text, chunk: chunk) == ["{\"a\":1}", "{\"snow\":\"☃\"}", "last"])
  }

  @Test func onlyLineFeedEndsALine() throws {
    let text = "a\rb\u{85}c\u{2028}d\u{0b}e"
    #expect(try lines(text + "\n", chunk: 3) == [text])
  }

  @Test func aLineOfExactlyTheLimitPassesAndOneByteMoreDoesNot() throws {
    let fits = String(repeating: "x", count: 50)
    #expect(try lines("\(fits)\n\(fits)\r\n", chunk: 9, limit: 50) == [fits, fits])
    #expect(throws: FramingError.lineTooLong(line: 2, limit: 50)) {
      try lines("\(fits)\n\(fits)x\n", chunk: 1000, limit: 50)
    }
  }

  @Test func anEndlessLineIsRefusedBeforeItFillsTheMemory() throws {
    var decoder = LineDecoder(limit: 100)
    var taken = 0
    #expect(throws: FramingError.lineTooLong(line: 1, limit: 100)) {
      while true {
        decoder.append(Array(repeating: UInt8(ascii: "x"), count: 10))
        taken += 10
        if try decoder.next() != nil { break }
      }
    }
    #expect(taken == 110)
  }

  @Test func bytesThatAreNotUTF8NameTheirLine() {
    var decoder = LineDecoder()
    decoder.append(Array("{}\n\n".utf8) + [0x22, 0xff, 0x22, 0x0a])
    #expect(throws: FramingError.notUTF8(line: 3)) { while try decoder.next() != nil {} }
    #expect(throws: FramingError.notUTF8(line: 3), "it stays broken") { try decoder.next() }
  }

  @Test func anEndInsideALineIsAnError() {
    #expect(throws: FramingError.truncated(line: 2)) { try lines("{}\n{\"half\":", chunk: 4) }
  }

  @Test func aMessageWithANewlineIsNeverSent() {
    #expect(throws: FramingError.containsNewline) { try LineEncoder.encode(Array("{\n}".utf8)) }
    #expect(throws: FramingError.lineTooLong(line: nil, limit: 4)) {
      try LineEncoder.encode([1, 2, 3, 4, 5], limit: 4)
    }
  }
}
