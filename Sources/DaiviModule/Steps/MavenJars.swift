import DaiviAWS
import DaiviSystem

/// Jars of a Maven repository, each checked: against the SHA-256 that the list pins, or else against the checksum that the
/// repository publishes beside the jar.
///
/// A line is the jar's path in Maven's layout, `org/group/artifact/1.0/artifact-1.0.jar`, and may end in
/// `--hash=sha256:HEX`; `#` begins a comment. A module that fetches jars lets its users choose the repository, by its
/// parameter `mavenRepository`.
public struct MavenJars: Sendable {
  public struct Jar: Sendable, Hashable {
    public var path: String
    /// nil: the repository's own checksum counts.
    public var sha256: String?
    public var name: String { path.split(separator: "/").last.map(String.init) ?? path }
  }

  public let all: [Jar]

  /// Throws `DeclarationError` naming the line that is no jar.
  public init(_ text: String) throws {
    all = try text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
      let words = line.split(separator: " ").map(String.init)
      let pin = words.count == 2 ? words[1] : nil
      let prefix = "--hash=sha256:"
      guard let path = words.first, path.hasSuffix(".jar"), words.count <= 2,
        pin.map({ $0.hasPrefix(prefix) && $0.utf8.count == prefix.utf8.count + 64 }) ?? true
      else { throw DeclarationError("no jar: \(line)") }
      return Jar(path: path, sha256: pin.map { String($0.dropFirst(prefix.count)) })
    }
  }

  /// Every jar as a file in the module's work directory, in the list's order; what is not what its checksum says is not
  /// used.
  /// - Parameter remedy: what the user can do when one cannot be had, beside trying again and choosing another repository.
  public func fetch(_ context: StepContext, remedy: String? = nil) async throws -> [String] {
    try await fetch(context, remedy: remedy) { url, path in try await HTTPClient().download(url, to: path) }
  }

  typealias Download = @Sendable (_ url: String, _ path: String) async throws -> Void

  func fetch(_ context: StepContext, remedy: String?, download: @escaping Download) async throws -> [String] {
    let ways = ["try again", "set modules.\(context.module).parameters.mavenRepository to a mirror you trust", remedy]
    let repository = Repository(
      context: context, remedy: ways.compactMap { $0 }.joined(separator: ", or "), download: download)
    var paths: [String] = []
    for jar in all { paths.append(try await repository.fetch(jar)) }
    return paths
  }
}

/// The repository that the user chose, that stands in for it in a sandbox, or Maven Central.
private struct Repository {
  let context: StepContext
  let remedy: String
  let download: MavenJars.Download

  private var address: String {
    let chosen = context.parameters["mavenRepository"] ?? ""
    let found = chosen.isEmpty ? context.environment.endpoints["MAVEN"] ?? "https://repo1.maven.org/maven2" : chosen
    return found.hasSuffix("/") ? String(found.dropLast()) : found
  }

  /// Path of the file.
  func fetch(_ jar: MavenJars.Jar) async throws -> String {
    let url = "\(address)/\(jar.path)"
    context.progress("fetching \(url)")
    let path = Path.join(context.workDirectory, "\(UInt32.random(in: 0 ... .max))-\(jar.name)")
    do {
      try await download(url, path)
    } catch let error as HTTPError {
      throw StepError(message: "\(jar.name) cannot be fetched: \(error); nothing was stored", hint: remedy)
    }
    let (kind, expected) = try await checksum(jar, url)
    let digest = kind == "SHA-1" ? SHA1.hex(of: try Files.read(path)) : try Self.sha256(of: path)
    guard digest == expected else {
      try Files.removeAll(path)
      throw StepError(
        message: "\(url) has the \(kind) \(digest), it should be \(expected); nothing was stored", hint: remedy)
    }
    return path
  }

  /// Repositories publish a SHA-1 of everything, and a SHA-256 of what was deployed with newer tools.
  private func checksum(_ jar: MavenJars.Jar, _ url: String) async throws -> (kind: String, hex: String) {
    if let pinned = jar.sha256 { return ("SHA-256", pinned) }
    for (suffix, kind) in [("sha256", "SHA-256"), ("sha1", "SHA-1")] {
      let path = Path.join(context.workDirectory, "\(UInt32.random(in: 0 ... .max))-\(jar.name).\(suffix)")
      defer { try? Files.removeAll(path) }
      do {
        try await download("\(url).\(suffix)", path)
      } catch is HTTPError {
        continue
      }
      if let word = try Files.readText(path).split(whereSeparator: \.isWhitespace).first {
        return (kind, word.lowercased())
      }
    }
    throw StepError(
      message: "\(jar.name) has neither a pinned nor a published checksum; nothing was stored", hint: remedy)
  }

  private static func sha256(of path: String) throws -> String {
    var hash = SHA256()
    try Files.forEachChunk(of: path) { hash.update($0) }
    return Hex.string(hash.finalize())
  }
}
