/// Flags as a person would type them into a shell.
public enum TypedFlags {
  /// ` --name value` for each, in quotes where the shell would take the value apart; empty for none.
  public static func text(_ flags: [(name: String, value: String)]) -> String {
    flags.map { " --\($0.name) \(quoted($0.value))" }.joined()
  }

  private static func quoted(_ value: String) -> String {
    let isPlain = !value.isEmpty && value.unicodeScalars.allSatisfy { plain.contains($0) }
    return isPlain
      ? value
      : "'\(value.onOneLine.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#))'"
  }

  private static let plain = Set(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:,@+=%".unicodeScalars)
}
