import COpenSSL

/// SHA-256 (FIPS 180-4), fed piece by piece, so that a file of any size is hashed in constant memory.
///
/// OpenSSL's, which uses the processor's own instructions for it and is as fast in a debug build as in a release.
public struct SHA256: Sendable {
  /// Length of a digest in bytes.
  static let count = Int(SHA256_DIGEST_LENGTH)

  private var state = SHA256_CTX()

  public init() { SHA256_Init(&state) }

  /// Adds bytes; the buffer is only read during the call.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    SHA256_Update(&state, bytes.baseAddress, bytes.count)
  }

  /// Adds bytes of any sequence; contiguous ones (arrays, `Data`, slices) without a copy.
  public mutating func update(_ bytes: some Sequence<UInt8>) {
    if bytes.withContiguousStorageIfAvailable({ update(UnsafeRawBufferPointer($0)) }) == nil {
      update(Array(bytes))
    }
  }

  /// The digest of everything added so far, 32 bytes. The value itself can go on being fed.
  public func finalize() -> [UInt8] {
    var last = state
    return [UInt8](unsafeUninitializedCapacity: Self.count) { digest, count in
      SHA256_Final(digest.baseAddress, &last)
      count = Self.count
    }
  }

  /// The digest of everything added so far as 64 lower-case hexadecimal digits.
  public func finalizeHex() -> String {
    Hex.string(finalize())
  }

  /// The digest of bytes, 32 bytes.
  public static func hash(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finalize()
  }

  /// The digest of bytes as 64 lower-case hexadecimal digits.
  public static func hex(of bytes: some Sequence<UInt8>) -> String {
    Hex.string(hash(bytes))
  }

  /// The digest of a string's UTF-8 as 64 lower-case hexadecimal digits.
  public static func hex(of string: String) -> String {
    hex(of: string.utf8)
  }

  /// The digest of a file as 64 lower-case hexadecimal digits; it is read piece by piece.
  public static func hex(ofFile path: String) throws(SystemError) -> String {
    var hash = SHA256()
    try Files.forEachChunk(of: path) { hash.update($0) }
    return hash.finalizeHex()
  }
}
