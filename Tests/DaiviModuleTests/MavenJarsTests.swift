import DaiviAWS
import DaiviProtocol
import DaiviSystem
import Testing

@testable import DaiviModule

/// Jars are used when they are what somebody said they are.
@Suite struct MavenJarsTests {
  private static let jar: [UInt8] = [1, 2, 3]
  private static let path = "org/a/a-1.jar"
  private static let pinned = "\(path) --hash=sha256:\(SHA256.hex(of: jar))"
  private static let other = String(repeating: "a", count: 64)

  /// What was taken of a repository with these files: their contents, by address. Nothing is left of what was refused.
  private func fetched(
    _ files: [String: [UInt8]], list: String = pinned, parameters: [String: String] = [:],
    endpoints: [String: String] = [:]
  ) async throws -> [[UInt8]] {
    let directory = Path.join(
      ProcessEnvironment.variables()["TMPDIR"] ?? "/tmp", "daivi-jars-\(UInt64.random(in: 0 ... .max))")
    try Files.createDirectory(directory, mode: 0o700)
    defer { try? Files.removeAll(directory) }
    var environment = testEnvironment
    environment.endpoints = endpoints
    let context = StepContext.test(
      FakeS3(), parameters: parameters, environment: environment, workDirectory: directory)
    let download = CheckedDownload(context: context, remedy: "try again") { url, path in
      guard let bytes = files[url] else {
        throw HTTPError(.connectionLost, "404", host: url, mayHaveBeenSent: true)
      }
      try Files.writeAtomically(bytes, to: path)
    }
    do {
      return try await MavenJars(list).fetch(context, download).map { try Files.read($0) }
    } catch {
      #expect(try Files.names(in: directory).isEmpty)
      throw error
    }
  }

  private func refusal(_ fetch: () async throws -> [[UInt8]]) async -> String {
    do {
      return "taken: \(try await fetch())"
    } catch {
      return (error as? StepError)?.message ?? "\(error)"
    }
  }

  @Test func theyComeFromMavenCentralOrTheRepositoryThatTheUserChose() async throws {
    #expect(try await fetched(["https://repo1.maven.org/maven2/\(Self.path)": Self.jar]) == [Self.jar])
    #expect(
      try await fetched(
        ["https://mirror/\(Self.path)": Self.jar], parameters: ["mavenRepository": "https://mirror/"],
        endpoints: ["MAVEN": "http://sandbox"]) == [Self.jar])
  }

  @Test func whatIsNotWhatWasPinnedIsNotUsedWhoeverHasIt() async {
    let place = "https://mirror/\(Self.path)"
    let words = await refusal {
      try await fetched(
        [place: [4], "\(place).sha256": Array(SHA256.hex(of: [4]).utf8)],
        parameters: ["mavenRepository": "https://mirror"])
    }
    #expect(
      words
        == "\(place) has the SHA-256 \(SHA256.hex(of: [4])), pinned is \(SHA256.hex(of: Self.jar)); nothing was stored")
  }

  @Test func aSandboxsStandInIsHeldToWhatTheSandboxPublishes() async throws {
    let place = "http://sandbox/\(Self.path)"
    let endpoints = ["MAVEN": "http://sandbox"]
    #expect(
      try await fetched(
        [place: [4], "\(place).sha256": Array("\(SHA256.hex(of: [4]).uppercased())  a-1.jar\n".utf8)],
        endpoints: endpoints) == [[4]])
    let words = await refusal {
      try await fetched([place: Self.jar, "\(place).sha256": Array(Self.other.utf8)], endpoints: endpoints)
    }
    #expect(words.hasSuffix("published is \(Self.other); nothing was stored"))
  }

  @Test func whatCannotBeFetchedIsSaidSo() async {
    #expect(await refusal { try await fetched([:]) }.hasPrefix("a-1.jar cannot be fetched: "))
  }

  @Test func everyLineHasItsDigest() throws {
    let jars = try MavenJars("# jars\n\(Self.pinned)\norg/b/b-1.jar  --hash=sha256:\(Self.other)\n").all
    #expect(jars.map(\.path) == [Self.path, "org/b/b-1.jar"])
    #expect(jars.map(\.sha256) == [SHA256.hex(of: Self.jar), Self.other])
    for line in ["org/a/a-1.jar", "org/a/a-1.jar --hash=md5:00", "org/a/a-1.pom --hash=sha256:\(Self.other)"] {
      #expect(throws: DeclarationError.self) { try MavenJars(line) }
    }
  }
}
