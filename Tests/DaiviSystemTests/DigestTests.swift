import DaiviSystem
import Testing

/// Expectations are the examples of FIPS 180-4 (NIST) and RFC 4231.
struct DigestTests {
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func publishedSHA256Examples(message: String, digest: String) {
    #expect(SHA256.hex(of: message) == digest)
  }

  @Test func aMillionLettersGiveThePublishedDigest() {
    var hash = SHA256()
    let piece = [UInt8](repeating: UInt8(ascii: "a"), count: 1000)
    for _ in 0..<1000 { hash.update(piece) }
    #expect(hash.finalizeHex() == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test func theSizeOfThePiecesDoesNotMatter() {
    let message = (0..<300).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let whole = SHA256.hash(message)
    for size in [1, 3, 55, 56, 63, 64, 65, 127, 128, 129] {
      var hash = SHA256()
      var start = 0
      while start < message.count {
        let end = min(start + size, message.count)
        hash.update(message[start..<end])
        start = end
      }
      #expect(hash.finalize() == whole, "in pieces of \(size)")
    }
  }

  /// Lengths around the end of a block, where the padding needs one block more; digests from Python's hashlib.
  @Test(arguments: [
    (55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"),
    (56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"),
    (64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"),
  ])
  func paddingAroundABlock(count: Int, digest: String) {
    #expect(SHA256.hex(of: String(repeating: "a", count: count)) == digest)
  }

  @Test func publishedHMACExamples() {
    let first = HMAC.sha256(key: [UInt8](repeating: 0x0b, count: 20), "Hi There")
    #expect(Hex.string(first) == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
    let longKey = HMAC.sha256(
      key: [UInt8](repeating: 0xaa, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First")
    #expect(Hex.string(longKey) == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
  }

  @Test func hexadecimalGoesBothWays() {
    #expect(Hex.string([0, 15, 16, 255]) == "000f10ff")
    #expect(Hex.bytes("000F10ff") == [0, 15, 16, 255])
    #expect(Hex.bytes("0") == nil)
    #expect(Hex.bytes("zz") == nil)
  }
}
