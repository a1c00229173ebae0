import DaiviModule
import DaiviSystem

/// Jars of a Maven repository, each checked: against the SHA-256 that the list pins, or else against the checksum that the
/// repository publishes beside the jar.
struct MavenJars {
  struct Jar: Hashable {
    var path: String
    var sha256: String?
    var name: String { path.split(separator: "/").last.map(String.init) ?? path }
  }

  let all: [Jar]

  /// Throws `DeclarationError` naming the line that is no jar.
  init(_ text: String) throws {
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

  /// Every jar's bytes, in the list's order.
  func fetch(_ context: StepContext, from repository: String) async throws -> [[UInt8]] {
    var found: [[UInt8]] = []
    for jar in all {
      let url = "\(repository)/\(jar.path)"
      context.progress("fetching \(url)")
      let bytes = try await get(url, context)
      let (kind, expected) = try await expected(jar, url, context)
      let digest = kind == "SHA-1" ? SHA1.hex(of: bytes) : SHA256.hex(of: bytes)
      guard digest == expected else {
        throw StepError(
          message: "\(url) has the \(kind) \(digest), it should be \(expected); nothing was stored", hint: Self.remedy)
      }
      found.append(bytes)
    }
    return found
  }

  private static let remedy = "try again, or set modules.stocks.parameters.mavenRepository to a mirror you trust"

  private func expected(_ jar: Jar, _ url: String, _ context: StepContext) async throws -> (String, String) {
    if let pinned = jar.sha256 { return ("SHA-256", pinned) }
    for (suffix, kind) in [("sha256", "SHA-256"), ("sha1", "SHA-1")] {
      guard let text = try? await get("\(url).\(suffix)", context) else { continue }
      if let word = String(decoding: text, as: UTF8.self).split(whereSeparator: \.isWhitespace).first {
        return (kind, word.lowercased())
      }
    }
    throw StepError(
      message: "\(jar.name) has neither a pinned nor a published checksum; nothing was stored", hint: Self.remedy)
  }

  private func get(_ url: String, _ context: StepContext) async throws -> [UInt8] {
    let name = url.split(separator: "/").last.map(String.init) ?? "jar"
    let path = Path.join(context.workDirectory, "\(UInt32.random(in: 0 ... .max))-\(name)")
    defer { try? Files.removeAll(path) }
    do {
      try await HTTPClient().download(url, to: path)
      return try Files.read(path)
    } catch let error as HTTPError {
      throw StepError(message: "\(name) cannot be fetched: \(error); nothing was stored", hint: Self.remedy)
    }
  }
}
