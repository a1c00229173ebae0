/// JSON written straight to text, keys in the order given: readers see the important ones first, and nothing is
/// built that a run with many events would have to throw away.
struct JSONText: Sendable, CustomStringConvertible {
  private(set) var description: String

  private init(raw: String) { description = raw }

  static let null = JSONText(raw: "null")

  static func string(_ value: String) -> JSONText { JSONText(raw: quoted(value)) }
  static func string(_ value: String?) -> JSONText { value.map(JSONText.string) ?? .null }
  static func bool(_ value: Bool) -> JSONText { JSONText(raw: value ? "true" : "false") }
  static func integer(_ value: Int) -> JSONText { JSONText(raw: String(value)) }
  static func array(_ items: [JSONText]) -> JSONText {
    JSONText(raw: "[" + items.map(\.description).joined(separator: ",") + "]")
  }

  /// Fields without a value are left out.
  static func object(_ fields: [(String, JSONText?)]) -> JSONText {
    let present = fields.compactMap { name, value in value.map { "\(quoted(name)):\($0)" } }
    return JSONText(raw: "{" + present.joined(separator: ",") + "}")
  }

  /// Seconds to the millisecond, never in exponent form.
  static func seconds(_ value: Duration) -> JSONText {
    let milliseconds = Int((value.inSeconds * 1000).rounded())
    let fraction = String(milliseconds % 1000 + 1000).dropFirst()
    return JSONText(raw: "\(milliseconds / 1000).\(fraction)")
  }

  /// The text as a JSON number if it is one as RFC 8259 writes them, else nil.
  static func number(_ text: String) -> JSONText? { isNumber(text) ? JSONText(raw: text) : nil }

  private static func isNumber(_ text: String) -> Bool {
    var rest = Substring(text)
    if rest.first == "-" { rest.removeFirst() }
    let whole = rest.prefix { $0.isASCII && $0.isNumber }
    if whole.isEmpty || (whole.count > 1 && whole.first == "0") { return false }
    rest = rest.dropFirst(whole.count)
    if rest.first == "." {
      let fraction = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
      if fraction.isEmpty { return false }
      rest = rest.dropFirst(1 + fraction.count)
    }
    if rest.first == "e" || rest.first == "E" {
      rest.removeFirst()
      if rest.first == "-" || rest.first == "+" { rest.removeFirst() }
      return !rest.isEmpty && rest.allSatisfy { $0.isASCII && $0.isNumber }
    }
    return rest.isEmpty
  }

  private static func quoted(_ value: String) -> String {
    // Nearly all text is like this, and an event stream is mostly text.
    let isSimple = value.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }
    if isSimple { return "\"\(value)\"" }
    var result = "\""
    result.reserveCapacity(value.utf8.count + 2)
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      // U+0085, U+2028 and U+2029 are legal in JSON, but some line readers split at them.
      case _
      where scalar.value < 0x20 || scalar.value == 0x7F || (0x80...0x9F).contains(scalar.value)
        || scalar.value == 0x2028 || scalar.value == 0x2029:
        let hex = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
