/// HMAC (RFC 2104) with SHA-256, as AWS signatures use it.
public struct HMAC: Sendable {
  private var inner = SHA256()
  private var outer = SHA256()

  /// Starts a code with a key of any length.
  public init(key: some Sequence<UInt8>) {
    var block = Array(key)
    if block.count > SHA256.blockCount { block = SHA256.hash(block) }
    block.append(contentsOf: repeatElement(0, count: SHA256.blockCount - block.count))
    inner.update(block.map { $0 ^ 0x36 })
    outer.update(block.map { $0 ^ 0x5c })
  }

  /// Adds bytes of the message.
  public mutating func update(_ bytes: some Sequence<UInt8>) {
    inner.update(bytes)
  }

  /// The authentication code of everything added so far, 32 bytes.
  public func finalize() -> [UInt8] {
    var result = outer
    result.update(inner.finalize())
    return result.finalize()
  }

  /// The authentication code of one message, 32 bytes.
  public static func sha256(key: some Sequence<UInt8>, _ message: some Sequence<UInt8>) -> [UInt8] {
    var code = HMAC(key: key)
    code.update(message)
    return code.finalize()
  }

  /// The authentication code of a string's UTF-8, 32 bytes.
  public static func sha256(key: some Sequence<UInt8>, _ message: String) -> [UInt8] {
    sha256(key: key, message.utf8)
  }
}
