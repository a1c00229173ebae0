/// The few ways text stands out; every one also differs in words, for those who see no colour.
public enum Style: Sendable {
  case plain, good, bad, warning, faint, strong, accent

  /// The SGR parameter (ECMA-48, section 8.3.117).
  fileprivate var code: String {
    switch self {
    case .plain: ""
    case .good: "32"
    case .bad: "31;1"
    case .warning: "33"
    case .faint: "2"
    case .strong: "1"
    case .accent: "36"
    }
  }
}

/// Colours text, or leaves it as it is.
public struct Paint: Sendable {
  public let isColoured: Bool

  public init(_ terminal: Terminal) { isColoured = terminal.isColoured }

  public func callAsFunction(_ text: String, _ style: Style) -> String {
    if !isColoured || style.code.isEmpty || text.isEmpty { return text }
    return "\u{1B}[\(style.code)m\(text)\u{1B}[0m"
  }
}
