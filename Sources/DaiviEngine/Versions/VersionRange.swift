/// Versions that a module works with: comparisons that must all hold, such as `>=0.1.0 <1.0.0`. `*` is any version; a
/// version without a sign is that one alone.
public struct VersionRange: Hashable, Sendable, CustomStringConvertible {
  private struct Comparison: Hashable, Sendable {
    var sign: String
    var version: SemanticVersion
  }

  private let comparisons: [Comparison]
  public let description: String

  /// nil when the text is no range.
  public init?(_ text: String) {
    description = text
    var comparisons: [Comparison] = []
    for word in text.split(whereSeparator: { $0 == " " || $0 == "," }) where word != "*" {
      let sign = Self.signs.first { word.hasPrefix($0) } ?? ""
      guard let version = SemanticVersion(String(word.dropFirst(sign.count))) else { return nil }
      comparisons.append(Comparison(sign: sign, version: version))
    }
    if text.allSatisfy(\.isWhitespace) { return nil }
    self.comparisons = comparisons
  }

  public func contains(_ version: SemanticVersion) -> Bool {
    comparisons.allSatisfy { comparison in
      switch comparison.sign {
      case ">=": version >= comparison.version
      case "<=": version <= comparison.version
      case ">": version > comparison.version
      case "<": version < comparison.version
      default: version == comparison.version
      }
    }
  }

  /// Longer signs first, so that `>=` is not taken for `>`.
  private static let signs = [">=", "<=", ">", "<", "="]
}
