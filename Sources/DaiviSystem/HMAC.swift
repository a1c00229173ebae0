import COpenSSL

/// HMAC (RFC 2104) with SHA-256, as AWS signatures use it.
public enum HMAC {
  /// The authentication code of a message, 32 bytes; the key has any length but none.
  public static func sha256(key: some Sequence<UInt8>, _ message: some Sequence<UInt8>) -> [UInt8] {
    let (key, message) = (Array(key), Array(message))
    return [UInt8](unsafeUninitializedCapacity: SHA256.count) { code, count in
      COpenSSL.HMAC(EVP_sha256(), key, Int32(key.count), message, message.count, code.baseAddress, nil)
      count = SHA256.count
    }
  }

  /// The authentication code of a string's UTF-8, 32 bytes.
  public static func sha256(key: some Sequence<UInt8>, _ message: String) -> [UInt8] {
    sha256(key: key, message.utf8)
  }
}
