import Glibc

/// What tells cheaply whether a file's content may have changed since it was last read.
public struct FileStamp: Hashable, Codable, Sendable {
  public var inode: UInt64
  public var size: Int64
  public var modified: Int64
  public var changed: Int64

  /// Nanosecond stamps of the file at `path` (links followed), or nil when there is none.
  public init?(path: String) {
    var info = stat()
    guard stat(path, &info) == 0 else { return nil }
    inode = UInt64(info.st_ino)
    size = Int64(info.st_size)
    modified = Int64(info.st_mtim.tv_sec) * 1_000_000_000 + Int64(info.st_mtim.tv_nsec)
    changed = Int64(info.st_ctim.tv_sec) * 1_000_000_000 + Int64(info.st_ctim.tv_nsec)
  }

  public var text: String { "\(inode).\(size).\(modified).\(changed)" }
}
