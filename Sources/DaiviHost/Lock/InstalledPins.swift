import DaiviEngine
import DaiviRelease
import DaiviSystem

/// Pins of a version that was put there by hand: no release file says what belongs to it.
public enum InstalledPins {
  /// Throws `CommandError` (usage) when the directory's own SHA256SUMS does not agree.
  public static func read(_ directory: String, _ module: String) throws -> ModuleLock.Release {
    var pins: ModuleLock.Pins = [:]
    for file in try PinCheck.files(in: directory) {
      guard Files.isPlainFile(Path.join(directory, file)) else {
        throw CommandError(.usage, "\(Path.join(directory, file)) is a link or no file; a version has plain files only")
      }
      pins[file] = SHA256.hex(of: try Files.read(Path.join(directory, file)))
    }
    let sums = Path.join(directory, "SHA256SUMS")
    if Files.exists(sums) {
      for line in try Files.readText(sums).split(separator: "\n") {
        let words = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true).map(String.init)
        guard words.count == 2 else { continue }
        let file = String(words[1].drop { $0 == " " || $0 == "*" })
        guard pins[file] == words[0] else {
          throw CommandError(.usage, "\(Path.join(directory, file)) is not what its SHA256SUMS says; install it again")
        }
      }
    }
    let isScript = try Files.read(Path.join(directory, "daivi-\(module)")).starts(with: Array("#!".utf8))
    return ModuleLock.Release(platforms: [isScript ? Platform.any : Platform.current: pins])
  }
}

/// Full comparisons of what is installed with what is pinned, every byte read.
public enum PinAudit {
  /// Words for what is wrong; empty when all is as pinned.
  public static func faults(in directory: String, _ release: ModuleLock.Release) throws -> [String] {
    try PinCheck(nil).faults(in: directory, release).map(\.description)
  }
}
