import DaiviEngine
import DaiviSystem
import Glibc

/// The file daivi.yaml: read, and replaced whole.
public struct ConfigurationPlace: Sendable {
  /// The file itself, where the name is a link.
  private let path: String

  public init(_ path: String) {
    guard let resolved = realpath(path, nil) else {
      self.path = path
      return
    }
    defer { free(resolved) }
    self.path = String(cString: resolved)
  }

  /// nil when there is no file.
  public func read() throws -> String? {
    Files.exists(path) ? try Files.readText(path) : nil
  }

  /// Writes the new text unless somebody else changed the file since it was read. Permissions stay as they are.
  public func write(_ text: String, insteadOf old: String?) throws {
    guard try read() == old else {
      throw CommandError(.failed, "\(path) was changed meanwhile; nothing was written, run init again")
    }
    var info = stat()
    let mode = stat(path, &info) == 0 ? info.st_mode & 0o777 : 0o644
    try Files.createDirectory(Path.parent(path))
    try Files.writeAtomically(Array(text.utf8), to: path, mode: mode)
  }
}
