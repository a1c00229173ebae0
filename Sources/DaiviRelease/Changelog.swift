import DaiviSystem

/// A changelog in the form of Keep a Changelog: a release carries its own section.
public enum Changelog {
  /// The section of a version, heading included; nil when there is none.
  public static func section(_ version: String, of text: String) -> String? {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let start = lines.firstIndex(where: { heading($0) == version }) else { return nil }
    var end = lines[(start + 1)...].firstIndex { $0.hasPrefix("## ") } ?? lines.count
    while end > start + 1, lines[end - 1].allSatisfy(\.isWhitespace) { end -= 1 }
    return lines[start..<end].joined(separator: "\n") + "\n"
  }

  /// `1.3.0` of `## [1.3.0] - 2026-03-01` and of `## 1.3.0`.
  private static func heading(_ line: Substring) -> String? {
    guard line.hasPrefix("## ") else { return nil }
    let word = line.dropFirst(3).split(separator: " ").first ?? ""
    return String(word.filter { $0 != "[" && $0 != "]" })
  }
}
