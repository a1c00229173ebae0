import DaiviAWS
import DaiviSystem

/// SHA-256 of a request body as the signer wants it.
enum SHA256Text {
  static func of(_ body: HTTPBody) -> String {
    if case .bytes(let bytes) = body { SHA256.hex(of: bytes) } else { SHA256.hex(of: "") }
  }
}
