/// Writing XML by hand.
enum XMLText {
  /// Text that may stand between two tags; line ends are references, so that they survive.
  static func escape(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\r": result += "&#13;"
      case "\n": result += "&#10;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Whether XML 1.0 has a way to write the text: most control characters it has not.
  static func canHold(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\t" || $0 == "\n" || $0 == "\r" }
      && !text.unicodeScalars.contains { $0.value == 0xFFFE || $0.value == 0xFFFF }
  }
}
