import DaiviSystem

/// Files that a module fetches from a public host, each known by its SHA-256: a list in iac/ that people review.
///
/// A line is `name @ https://host/path/file --hash=sha256:HEX`, which pip reads too; `#` begins a comment.
public struct PinnedFiles: Sendable {
  public struct File: Sendable, Hashable {
    public var url: String
    public var sha256: String
    public var name: String { url.split(separator: "/").last.map(String.init) ?? url }
  }

  public struct Fetched: Sendable, Hashable {
    public var file: File
    public var bytes: [UInt8]
  }

  public let all: [File]

  /// Throws `DeclarationError` naming the line that is no pin.
  public init(_ text: String) throws {
    all = try text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
      let words = line.split(whereSeparator: \.isWhitespace)
      guard words.count == 4, words[1] == "@", words[2].hasPrefix("https://"), words[3].hasPrefix("--hash=sha256:"),
        words[3].utf8.count == "--hash=sha256:".utf8.count + 64
      else { throw DeclarationError("no pin: \(line)") }
      return File(url: String(words[2]), sha256: String(words[3].dropFirst("--hash=sha256:".count)))
    }
  }

  /// Every file's bytes, in the list's order; what is not exactly what was pinned is not used.
  /// - Parameters:
  ///   - host: stands for the scheme and host of the pinned addresses, where another has the same files.
  ///   - remedy: what the user can do when one cannot be had.
  public func fetch(_ context: StepContext, host: String?, remedy: String) async throws -> [Fetched] {
    let download = CheckedDownload(context: context, remedy: remedy)
    var found: [Fetched] = []
    for file in all {
      let url = host.map { Self.moved(file.url, to: $0) } ?? file.url
      let path = try await download.file(url, sha256: file.sha256, says: "pinned")
      found.append(Fetched(file: file, bytes: try Files.read(path)))
      try Files.removeAll(path)
    }
    return found
  }

  /// The same path at another host.
  private static func moved(_ url: String, to host: String) -> String {
    let path = url.dropFirst("https://".count).drop { $0 != "/" }
    return (host.hasSuffix("/") ? String(host.dropLast()) : host) + path
  }
}
