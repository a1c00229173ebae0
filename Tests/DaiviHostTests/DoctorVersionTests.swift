import DaiviEngine
import DaiviProtocol
import Testing

/// Versions that modules ask of each other.
@Suite struct DoctorVersionTests {
  @Test func versionsAreOrderedAsTheSpecificationHasIt() throws {
    // The example of semver.org, section 11, with numbers that text order would get wrong.
    let ordered = [
      "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1",
      "1.0.0", "1.0.10", "1.2.0", "1.10.0", "2.0.0",
    ]
    let versions = try ordered.map { try #require(SemanticVersion($0)) }
    for (index, version) in versions.enumerated() {
      #expect(version.description == ordered[index])
      for later in versions[(index + 1)...] { #expect(version < later && !(later < version), "\(version) \(later)") }
    }
  }

  @Test(arguments: ["", "1", "1.2", "1.2.3.4", "v1.2.3", "1.2.x", "1.2.3-", "-1.2.3", "1..3"])
  func whatIsNoVersion(_ text: String) { #expect(SemanticVersion(text) == nil) }

  @Test(arguments: [
    (">=0.1.0 <1.0.0", "0.1.0", true), (">=0.1.0 <1.0.0", "0.99.7", true), (">=0.1.0 <1.0.0", "1.0.0", false),
    (">=0.1.0 <1.0.0", "0.0.9", false), ("*", "7.0.0", true), ("1.2.3", "1.2.3+build", true), ("1.2.3", "1.2.4", false),
    (">1.0.0,<=2.0.0", "2.0.0", true), (">1.0.0", "1.0.0", false), ("=1.0.0", "1.0.0", true),
  ])
  func ranges(_ range: String, _ version: String, _ isIn: Bool) throws {
    #expect(try #require(VersionRange(range)).contains(try #require(SemanticVersion(version))) == isIn)
  }

  @Test(arguments: ["", " ", "latest", ">=1", "~1.0.0"])
  func whatIsNoRange(_ text: String) { #expect(VersionRange(text) == nil) }

  @Test func whoAsksIsNamed() {
    func module(_ name: String, _ version: String, _ requires: [(String, String)] = []) -> ModuleManifest {
      ModuleManifest(
        module: name, version: version, title: "",
        requires: requires.map { ModuleRequirement(module: $0.0, versions: $0.1) }, targets: [])
    }
    let unmet = UnmetRequirement.find(in: [
      module("a", "1.0.0", [("b", ">=2.0.0"), ("c", "*"), ("d", ">=1.0.0"), ("b", "new")]), module("b", "1.5.0"),
      module("d", "1.0.0"),
    ])
    #expect(
      unmet.map(\.description) == [
        "module 'a' needs 'b' >=2.0.0, installed is 1.5.0", "module 'a' needs 'c' *, which is not installed",
        "module 'a' needs 'b' new, but 'new' is no semantic version or range",
      ])
  }
}
