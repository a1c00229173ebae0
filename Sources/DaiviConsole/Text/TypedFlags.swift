/// Flags as a person typed them: those that choose what a command works on.
public struct TypedFlags: Sendable, CustomStringConvertible {
  let flags: [(name: String, value: String)]

  public init(_ flags: [(name: String, value: String)] = []) { self.flags = flags }

  /// ` --name value` for each, in quotes where the shell would take the value apart; empty for none.
  public var description: String { flags.map(Self.words).joined() }

  static func words(_ flag: (name: String, value: String)) -> String { " --\(flag.name) \(quoted(flag.value))" }

  private static func quoted(_ value: String) -> String {
    let isPlain = !value.isEmpty && value.unicodeScalars.allSatisfy { plain.contains($0) }
    return isPlain
      ? value
      : "'\(value.onOneLine.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#))'"
  }

  private static let plain = Set(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:,@+=%".unicodeScalars)
}
