import FoundationEssentials

/// Base64 with padding (RFC 4648, section 4).
enum Base64 {
  static func string(_ bytes: [UInt8]) -> String {
    Data(bytes).base64EncodedString()
  }
}
