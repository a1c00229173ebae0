/// Takes the values of well-known secrets out of a text that came from elsewhere: a signed URL in an error message, a
/// command's output that echoes a key. What is not labelled as a secret cannot be told from other words: modules get no
/// secrets but their own short-lived keys, which is what keeps them out of messages in the first place.
enum SecretText {
  /// Lower case, without separators: `aws_secret_access_key`, `SecretAccessKey` and `secret-access-key` are one label.
  private static let labels: [String] = [
    "secretaccesskey", "sessiontoken", "securitytoken", "xamzsignature", "xamzcredential", "password", "clientsecret",
  ]

  /// The text with `***` for the word after each label.
  static func masked(_ text: String) -> String {
    let bytes = Array(text.utf8)
    // Every label is found before `=` or `:`; most messages have no such place with a label before it.
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      result.append(bytes[index])
      index += 1
      guard result.last == UInt8(ascii: "=") || result.last == UInt8(ascii: ":"), endsInLabel(result.dropLast())
      else { continue }
      while index < bytes.count, isFiller(bytes[index]) {
        result.append(bytes[index])
        index += 1
      }
      let start = index
      while index < bytes.count, !isEnd(bytes[index]) { index += 1 }
      if index > start { result += Array("***".utf8) }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func endsInLabel(_ bytes: ArraySlice<UInt8>) -> Bool {
    var letters: [UInt8] = []
    for byte in bytes.suffix(40).reversed() {
      let lower = byte | 0x20
      if (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lower) {
        letters.append(lower)
      } else if !separators.contains(byte) {
        break
      }
    }
    let word = String(decoding: letters.reversed(), as: UTF8.self)
    return labels.contains { word.hasSuffix($0) }
  }

  private static let separators = Array("_-\"' ".utf8)

  private static func isFiller(_ byte: UInt8) -> Bool { [0x20, 0x22, 0x27].contains(byte) }

  private static func isEnd(_ byte: UInt8) -> Bool {
    byte <= 0x20 || Array("\"'&,}".utf8).contains(byte)
  }
}
