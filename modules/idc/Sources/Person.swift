/// Somebody who signs in; the user name is the e-mail address.
struct Person: Hashable, Sendable {
  var userName: String
  var givenName: String
  var familyName: String
  var displayName: String

  init(_ userName: String, given: String? = nil, family: String? = nil, display: String? = nil) {
    let words = userName.prefix { $0 != "@" }.split { ".-_+".contains($0) }.map(Self.capitalized)
    self.userName = userName
    givenName = given ?? words.first ?? userName
    familyName = family ?? (words.count > 1 ? words.dropFirst().joined(separator: " ") : givenName)
    displayName = display ?? "\(givenName) \(familyName)"
  }

  private static func capitalized(_ word: Substring) -> String { word.prefix(1).uppercased() + word.dropFirst() }
}

/// E-mail addresses, as the guide's own check has them.
enum EMail {
  /// Whether a text is `letters, digits and ._%+-`, an `@`, and a host name whose last label is letters.
  static func isValid(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty else { return false }
    let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
    guard labels.count > 1, !labels.contains(where: \.isEmpty), let last = labels.last else { return false }
    return parts[0].utf8.allSatisfy { isAlphanumeric($0) || "._%+-".utf8.contains($0) }
      && parts[1].utf8.allSatisfy { isAlphanumeric($0) || ".-".utf8.contains($0) }
      && last.count > 1 && last.utf8.allSatisfy { isAlphanumeric($0) && !(0x30...0x39).contains($0) }
  }

  /// What a person types or a file says: separated by commas, spaces or both; duplicates count once.
  static func list(_ text: String) -> [String] { unique(text.split { $0 == "," || $0.isWhitespace }.map(String.init)) }

  static func unique(_ addresses: [String]) -> [String] {
    var seen = Set<String>()
    return addresses.filter { seen.insert($0.lowercased()).inserted }
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
  }
}
