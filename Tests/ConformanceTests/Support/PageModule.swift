import DaiviSystem

/// The module that docs/protocol.md prints, in a directory of its own, with pieces of it replaced.
final class PageModule: Sendable {
  let directory: String
  var path: String { Path.join(directory, "daivi-hello") }

  init(replacing pairs: [(String, String)] = []) throws {
    directory = Path.join(
      ProcessEnvironment.variables()["TMPDIR"] ?? "/tmp", "daivi-page-\(UInt64.random(in: 0 ... .max))")
    try Files.createDirectory(directory, mode: 0o700)
    let root = Path.parent(Path.parent(Path.parent(Path.parent(#filePath))))
    let page = try Files.readText(Path.join(root, "docs/protocol.md"))
    guard let start = page.firstRange(of: "```python daivi-hello\n"),
      let end = page[start.upperBound...].firstRange(of: "\n```")
    else { throw SystemError("find the module in", "docs/protocol.md", code: 2) }
    var text = String(page[start.upperBound..<end.lowerBound]) + "\n"
    for (old, new) in pairs {
      guard let place = text.firstRange(of: old) else { throw SystemError("find '\(old)' in", "daivi-hello", code: 2) }
      text.replaceSubrange(place, with: new)
    }
    try Files.writeAtomically(Array(text.utf8), to: path, mode: 0o755)
  }

  deinit { try? Files.removeAll(directory) }
}
