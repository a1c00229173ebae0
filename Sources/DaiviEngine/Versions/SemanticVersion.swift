/// A version as semver.org (2.0.0) orders them; build metadata is read and does not count.
public struct SemanticVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
  public var major: Int
  public var minor: Int
  public var patch: Int
  /// `["rc", "1"]` of `1.0.0-rc.1`; empty for a release.
  public var prerelease: [String]

  /// nil when the text is no semantic version.
  public init?(_ text: String) {
    let withoutBuild = text.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)[0]
    let parts = withoutBuild.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    let numbers = parts[0].split(separator: ".", omittingEmptySubsequences: false).map { Self.number($0) }
    guard numbers.count == 3, let major = numbers[0], let minor = numbers[1], let patch = numbers[2] else { return nil }
    self.major = major
    self.minor = minor
    self.patch = patch
    prerelease =
      parts.count > 1 ? parts[1].split(separator: ".", omittingEmptySubsequences: false).map(String.init) : []
    if prerelease.contains("") { return nil }
  }

  public static func < (left: SemanticVersion, right: SemanticVersion) -> Bool {
    let a = [left.major, left.minor, left.patch]
    let b = [right.major, right.minor, right.patch]
    if a != b { return a.lexicographicallyPrecedes(b) }
    // A release is above its own pre-releases.
    if left.prerelease.isEmpty || right.prerelease.isEmpty {
      return !left.prerelease.isEmpty && right.prerelease.isEmpty
    }
    return left.prerelease.lexicographicallyPrecedes(right.prerelease) { one, other in
      switch (number(one), number(other)) {
      case (let one?, let other?): one < other
      case (nil, nil): one < other
      case (let one, _): one != nil
      }
    }
  }

  public var description: String {
    "\(major).\(minor).\(patch)" + (prerelease.isEmpty ? "" : "-" + prerelease.joined(separator: "."))
  }

  private static func number(_ text: some StringProtocol) -> Int? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(text)
  }
}
