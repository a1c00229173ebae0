import DaiviSystem
import Testing

/// Gzip by zlib.
@Suite struct GzipTests {
  private func unpacked(_ path: String) throws -> [UInt8] {
    var all: [UInt8] = []
    try Gzip.forEachChunk(of: path) { chunk in
      all.append(contentsOf: chunk)
      return true
    }
    return all
  }

  @Test func whatIsPackedIsUnpackedAgain() throws {
    let scratch = try SystemScratch()
    for size in [0, 1, 1_000_000] {
      let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      #expect(try unpacked(scratch.write(Gzip.compress(bytes))) == bytes)
    }
  }

  @Test func theSameBytesArePackedTheSame() {
    #expect(Gzip.compress(Array("abc".utf8)) == Gzip.compress(Array("abc".utf8)))
  }

  @Test func aPlainFileIsReadAsItIs() throws {
    let scratch = try SystemScratch()
    #expect(try unpacked(scratch.write("plain")) == Array("plain".utf8))
  }

  @Test(arguments: [1, 8, 20]) func aFileCutShortIsAFault(_ missing: Int) throws {
    let scratch = try SystemScratch()
    let whole = Gzip.compress((0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* $0) })
    let path = try scratch.write(Array(whole.dropLast(missing)))
    let error = #expect(throws: GzipFault.self) { try unpacked(path) }
    #expect(error?.description.contains("truncated or damaged") == true)
  }

  @Test func aDamagedFileIsAFault() throws {
    let scratch = try SystemScratch()
    var bytes = Gzip.compress((0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* $0) })
    bytes[bytes.count / 2] ^= 0xff
    let path = try scratch.write(bytes)
    #expect(throws: GzipFault.self) { try unpacked(path) }
  }
}
