import DaiviAWS
import DaiviProtocol
import DaiviSystem
import Testing

@testable import DaiviModule

/// Jars are used when they are what somebody said they are.
@Suite struct MavenJarsTests {
  private static let jar: [UInt8] = [1, 2, 3]
  private static let place = "https://repo1.maven.org/maven2/org/a/a-1.jar"

  /// The content of what a repository with these files gave for `list`.
  private func fetched(_ files: [String: String], list: String = "org/a/a-1.jar") async throws -> [[UInt8]] {
    let directory = Path.join(
      ProcessEnvironment.variables()["TMPDIR"] ?? "/tmp", "daivi-jars-\(UInt64.random(in: 0 ... .max))")
    try Files.createDirectory(directory, mode: 0o700)
    defer { try? Files.removeAll(directory) }
    let context = StepContext.test(FakeS3(), workDirectory: directory)
    let paths = try await MavenJars(list).fetch(context, remedy: nil) { url, path in
      guard url == Self.place || files[url] != nil else {
        throw HTTPError(.connectionLost, "404", host: url, mayHaveBeenSent: true)
      }
      try Files.writeAtomically(files[url].map { Array($0.utf8) } ?? Self.jar, to: path)
    }
    return try paths.map { try Files.read($0) }
  }

  private func refusal(_ files: [String: String], list: String = "org/a/a-1.jar") async -> String {
    do {
      _ = try await fetched(files, list: list)
      return "taken"
    } catch {
      return (error as? StepError)?.message ?? "\(error)"
    }
  }

  @Test func aPublishedSHA256CountsAndOtherwiseASHA1() async throws {
    #expect(try await fetched(["\(Self.place).sha256": SHA256.hex(of: Self.jar)]) == [Self.jar])
    #expect(
      try await fetched(["\(Self.place).sha1": "\(SHA1.hex(of: Self.jar).uppercased())  a-1.jar\n"]) == [Self.jar])
  }

  @Test func aPinCountsMoreThanWhatIsPublished() async throws {
    let pinned = "org/a/a-1.jar --hash=sha256:\(SHA256.hex(of: Self.jar))"
    #expect(try await fetched(["\(Self.place).sha256": "other"], list: pinned) == [Self.jar])
    let another = "org/a/a-1.jar --hash=sha256:\(String(repeating: "a", count: 64))"
    #expect(
      await refusal(["\(Self.place).sha256": SHA256.hex(of: Self.jar)], list: another)
        .hasSuffix("it should be \(String(repeating: "a", count: 64)); nothing was stored"))
  }

  @Test func whatIsNotWhatItShouldBeIsNotUsed() async {
    #expect(await refusal(["\(Self.place).sha1": "0123"]).hasSuffix("it should be 0123; nothing was stored"))
    #expect(await refusal([:]) == "a-1.jar has neither a pinned nor a published checksum; nothing was stored")
  }

  @Test func aLineMayPinItsJar() throws {
    let sum = String(repeating: "a", count: 64)
    let jars = try MavenJars("# jars\norg/a/a-1.jar\norg/b/b-1.jar --hash=sha256:\(sum)\n").all
    #expect(jars.map(\.sha256) == [nil, sum])
    #expect(jars.map(\.name) == ["a-1.jar", "b-1.jar"])
    #expect(throws: DeclarationError.self) { try MavenJars("org/a/a-1.jar --hash=md5:00") }
  }
}
