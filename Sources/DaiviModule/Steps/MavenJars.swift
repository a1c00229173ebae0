import DaiviSystem

/// Jars of a Maven repository, each known by its SHA-256: a list in iac/ that people review.
///
/// A line is the jar's path in Maven's layout and its digest, `org/group/artifact/1.0/artifact-1.0.jar
/// --hash=sha256:HEX`; `#` begins a comment. A module that fetches jars lets its users choose the repository, by its
/// parameter `mavenRepository`.
public struct MavenJars: Sendable {
  public struct Jar: Sendable, Hashable {
    public var path: String
    public var sha256: String
  }

  public let all: [Jar]

  /// Throws `DeclarationError` naming the line that is no jar with its digest.
  public init(_ text: String) throws {
    all = try text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
      let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
      let prefix = "--hash=sha256:"
      guard words.count == 2, words[0].hasSuffix(".jar"), words[1].hasPrefix(prefix),
        words[1].utf8.count == prefix.utf8.count + 64
      else { throw DeclarationError("no jar with its SHA-256: \(line)") }
      return Jar(path: words[0], sha256: String(words[1].dropFirst(prefix.count)))
    }
  }

  /// Every jar as a file in the module's work directory, in the list's order; what is not exactly what was pinned is not
  /// used. They come from the repository that the user chose, or Maven Central.
  ///
  /// A sandbox has stand-ins of the jars, which cannot have the pinned digests: those are held to what it publishes.
  /// - Parameter remedy: what the user can do when one cannot be had, beside trying again and choosing another repository.
  public func fetch(_ context: StepContext, remedy: String? = nil) async throws -> [String] {
    let ways = ["try again", "set modules.\(context.module).parameters.mavenRepository to a mirror you trust", remedy]
    return try await fetch(
      context, CheckedDownload(context: context, remedy: ways.compactMap { $0 }.joined(separator: ", or ")))
  }

  func fetch(_ context: StepContext, _ download: CheckedDownload) async throws -> [String] {
    let chosen = context.parameters["mavenRepository"].flatMap { $0.isEmpty ? nil : $0 }
    let standIn = chosen == nil ? context.environment.endpoints["MAVEN"] : nil
    let repository = chosen ?? standIn ?? "https://repo1.maven.org/maven2"
    var paths: [String] = []
    for jar in all {
      let url = "\(repository.hasSuffix("/") ? String(repository.dropLast()) : repository)/\(jar.path)"
      let published = standIn == nil ? nil : try Self.digest(try await download.download("\(url).sha256"))
      paths.append(
        try await download.file(
          url, sha256: published ?? jar.sha256, says: published == nil ? "pinned" : "published"))
    }
    return paths
  }

  /// The digest in a file that a repository has beside a jar.
  private static func digest(_ path: String) throws -> String {
    defer { try? Files.removeAll(path) }
    return String(try Files.readText(path).prefix { !$0.isWhitespace }).lowercased()
  }
}
