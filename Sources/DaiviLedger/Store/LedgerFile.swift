import DaiviSystem
import Glibc

/// Makes new ledger files. A ledger appears at its path whole or not at all.
enum LedgerFile {
  /// Creates the file (0600) and its directory (0700) unless another process was faster.
  ///
  /// It is made under a name of its own and linked into place. That way nobody ever opens a ledger without tables, and
  /// no descriptor of ours is closed on a file that SQLite has open in this process, which would drop SQLite's locks.
  static func create(_ path: String, schema: Schema) throws {
    let directory = Path.parent(path)
    do {
      try Files.createDirectory(directory, mode: 0o700)
    } catch {
      throw LedgerError.notWritable(path: path, why: error.description)
    }
    let draft = "\(path).new-\(getpid())-\(UInt32.random(in: 0 ... .max))"
    let descriptor = open(draft, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw LedgerError.notWritable(path: path, why: reason(errno)) }
    close(descriptor)
    defer { for suffix in ["", "-wal", "-shm"] { unlink(draft + suffix) } }
    do {
      try fill(draft, schema: schema)
    } catch {
      throw LedgerError.translating(error, path: path)
    }
    if link(draft, path) != 0 && errno != EEXIST {
      throw LedgerError.notWritable(path: path, why: reason(errno))
    }
    syncDirectory(directory)
  }

  /// Everything is moved from the write-ahead log into the file, which alone is linked. The connection does so when it
  /// closes, but cannot say there that it failed.
  private static func fill(_ draft: String, schema: Schema) throws {
    let database = try Database(path: draft, readOnly: false)
    try database.script(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA application_id = \(Schema.applicationID)")
    try schema.migrate(database)
    try database.script("PRAGMA wal_checkpoint(TRUNCATE)")
  }

  static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }

  /// Makes the new name itself durable.
  private static func syncDirectory(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}
