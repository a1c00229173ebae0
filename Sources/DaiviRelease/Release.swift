import DaiviSystem
import FoundationEssentials

/// What one release of a module consists of, on every platform it was built for: the file
/// `daivi-<name>-<version>.release.json`.
public struct Release: Codable, Hashable, Sendable {
  public struct Build: Codable, Hashable, Sendable {
    /// File name of the archive, beside the release file.
    public var archive: String
    /// SHA-256 of the archive.
    public var sha256: String
    /// SHA-256 of every file of the version's directory, by its path there.
    public var files: [String: String]

    public init(archive: String, sha256: String, files: [String: String]) {
      self.archive = archive
      self.sha256 = sha256
      self.files = files
    }
  }

  public var module: String
  public var version: String
  /// By platform, such as `linux-x86_64`; `any` for what runs everywhere.
  public var platforms: [String: Build]

  public init(module: String, version: String, platforms: [String: Build]) {
    self.module = module
    self.version = version
    self.platforms = platforms
  }

  public static func fileName(module: String, version: String) -> String { "daivi-\(module)-\(version).release.json" }

  /// Throws `ReleaseError`.
  public static func read(_ path: String) throws -> Release {
    do {
      return try JSONDecoder().decode(Release.self, from: Data(Files.read(path)))
    } catch let error as DecodingError {
      throw ReleaseError("\(path) is no release file: \(error)")
    }
  }

  public func write(to path: String) throws {
    try Files.writeAtomically(try ReleaseJSON.bytes(self), to: path)
  }
}

/// JSON as release and lock files have it: keys sorted, one a line, so that a change is a small difference.
public enum ReleaseJSON {
  public static func bytes(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return [UInt8](try encoder.encode(value)) + [0x0a]
  }
}

/// Why a release cannot be made or used; in words for its author or user.
public struct ReleaseError: Error, Hashable, Sendable, CustomStringConvertible {
  public var description: String
  public init(_ description: String) { self.description = description }
}
