import DaiviSystem

/// A directory of its own for one test.
final class SystemScratch: Sendable {
  let directory: String

  init() throws {
    directory = Path.join(
      ProcessEnvironment.variables()["TMPDIR"] ?? "/tmp", "daivi-system-\(UInt64.random(in: 0 ... .max))")
    try Files.createDirectory(directory, mode: 0o700)
  }

  deinit { try? Files.removeAll(directory) }

  func write(_ text: String, _ name: String = "file") throws -> String { try write(Array(text.utf8), name) }

  func write(_ bytes: [UInt8], _ name: String = "file") throws -> String {
    let path = Path.join(directory, name)
    try Files.writeAtomically(bytes, to: path)
    return path
  }
}
