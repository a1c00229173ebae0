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

  /// Runs the host in this directory, without credentials and without a way to find any: its exit status, output and
  /// errors.
  func host(_ arguments: [String], variables: [String: String] = [:]) async throws -> (Int32, String, String) {
    let host = Path.join(Path.parent(Path.executable), "daivi-host")
    let base = ["HOME": directory, "PATH": "/usr/bin:/bin", "AWS_EC2_METADATA_DISABLED": "true"]
    let end = try await Command.run(
      host, arguments, environment: base.merging(variables) { $1 }, directory: directory, seconds: 60)
    guard case .code(let code) = end.exit else { return (-1, "", "\(end.exit)") }
    return (code, String(decoding: end.output, as: UTF8.self), String(decoding: end.error, as: UTF8.self))
  }
}
