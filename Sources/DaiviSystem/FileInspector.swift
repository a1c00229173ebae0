import FoundationEssentials
import Synchronization

/// Digests (and checks) of users' files, remembered by file stamp: an unchanged report of a million rows is not read
/// again. The mutex guards the table; it is written back when something new was learnt.
public final class FileInspector: Sendable {
  private struct Entry: Codable {
    var stamp: String
    var digest: String
    var format: String?
  }

  private let cache: String
  private let known: Mutex<[String: Entry]>

  /// - Parameter cache: path of the JSON file that remembers.
  public init(cache: String) {
    self.cache = cache
    let bytes = (try? Files.read(cache)) ?? []
    known = Mutex((try? JSONDecoder().decode([String: Entry].self, from: Data(bytes))) ?? [:])
  }

  /// SHA-256 of the file, after checking that it has the format (`csv`, or nil for any). Throws what is wrong with it.
  public func digest(_ path: String, format: String?) throws -> String {
    guard let stamp = FileStamp(path: path)?.text else { throw SystemError("read", path, code: 2) }
    if let entry = known.withLock({ $0[path] }), entry.stamp == stamp, entry.format == format { return entry.digest }
    if Files.isDirectory(path) { throw SystemError("read", path, code: 21) }
    if format == "csv" { _ = try CSVFile(path: path) }
    let entry = Entry(stamp: stamp, digest: try SHA256.hex(ofFile: path), format: format)
    let all = known.withLock {
      $0[path] = entry
      return $0
    }
    try? Files.createDirectory(Path.parent(cache))
    try? Files.writeAtomically([UInt8](JSONEncoder().encode(all)), to: cache)
    return entry.digest
  }
}
