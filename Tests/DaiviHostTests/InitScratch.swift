import DaiviSystem
import FoundationEssentials

/// A directory of its own for one test, removed with whatever is in it when the test is done.
final class ProjectScratch: Sendable {
  let directory: String

  init() throws {
    let base = ProcessEnvironment.variables()["TMPDIR"] ?? "/tmp"
    directory = Path.join(base, "daivi-host-\(UInt64.random(in: 0 ... .max))")
    try Files.createDirectory(directory, mode: 0o700)
  }

  deinit { try? Files.removeAll(directory) }

  func path(_ name: String) -> String { Path.join(directory, name) }

  @discardableResult
  func write(_ text: String, to name: String, mode: UInt32 = 0o644) throws -> String {
    try Files.createDirectory(Path.parent(path(name)))
    try Files.writeAtomically(Array(text.utf8), to: path(name), mode: mode)
    return path(name)
  }

  func text(_ name: String) throws -> String { try Files.readText(path(name)) }
}
