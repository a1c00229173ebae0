import DaiviRelease
import DaiviSystem

/// Compares an installed version with what is pinned of it, reading only what changed since it was last read.
struct PinCheck: Sendable {
  /// How a directory differs from its pins.
  enum Fault: Hashable, Sendable, CustomStringConvertible {
    case altered(String)
    case missing(String)
    case notPlain(String)
    case added(String)
    case noPlatform([String])

    var description: String {
      switch self {
      case .altered(let file): "\(file) is not what daivi.lock pins"
      case .missing(let file): "\(file) is missing"
      case .notPlain(let file): "\(file) is a link or no file at all"
      case .added(let file): "\(file) is not part of the release"
      case .noPlatform(let known):
        "the release has no build for \(Platform.current), only for \(known.joined(separator: ", "))"
      }
    }
  }

  private let inspector: FileInspector?

  /// - Parameter inspector: remembers digests by file stamp; nil reads everything.
  init(_ inspector: FileInspector?) { self.inspector = inspector }

  func faults(in directory: String, _ release: ModuleLock.Release) throws -> [Fault] {
    guard let pins = Platform.choose(release.platforms) else { return [.noPlatform(release.platforms.keys.sorted())] }
    let there = try Self.files(in: directory)
    var faults: [Fault] = []
    for (file, pin) in pins.sorted(by: { $0.key < $1.key }) {
      guard there.contains(file) else {
        faults.append(.missing(file))
        continue
      }
      guard Files.isPlainFile(Path.join(directory, file)) else {
        faults.append(.notPlain(file))
        continue
      }
      if try digest(Path.join(directory, file)) != pin { faults.append(.altered(file)) }
    }
    faults += there.filter { pins[$0] == nil }.map(Fault.added)
    return faults
  }

  private func digest(_ path: String) throws -> String {
    if let inspector { return try inspector.digest(path, format: nil) }
    return try SHA256.hex(ofFile: path)
  }

  /// Every file below a directory, whatever it is called.
  static func files(in directory: String, below prefix: String = "") throws -> [String] {
    guard Files.isDirectory(directory) else { return [] }
    return try Files.names(in: directory).flatMap { name in
      let path = Path.join(directory, name)
      return Files.isDirectory(path) ? try files(in: path, below: prefix + name + "/") : [prefix + name]
    }
  }
}
