import CSQLite
import DaiviEngine

/// The C API as one would write it by hand: one prepared statement, one transaction a row, flushed like the ledger's.
final class PlainSQLite {
  static let message = "foundation/deploy-kms-keys: stack kms-keys in the secondary region"

  private let handle: OpaquePointer
  private let insert: OpaquePointer

  init(path: String, deployment: Int64) throws {
    var handle: OpaquePointer?
    var insert: OpaquePointer?
    guard sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil) == SQLITE_OK, let handle,
      sqlite3_exec(handle, "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL", nil, nil, nil) == SQLITE_OK,
      sqlite3_prepare_v3(
        handle,
        """
        INSERT INTO event (deployment, at, module, target, step, kind, message)
        VALUES (\(deployment), '2026-01-01T00:00:00.000Z', 'foundation', 'deploy-kms-keys', 'primary',
          'stepStarted', '\(Self.message)')
        """, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &insert, nil) == SQLITE_OK, let insert
    else { throw CommandError(.failed, "SQLite: \(String(cString: sqlite3_errmsg(handle)))") }
    self.handle = handle
    self.insert = insert
  }

  deinit {
    sqlite3_finalize(insert)
    sqlite3_close_v2(handle)
  }

  /// One row, durable on return: outside a transaction every statement is one.
  func append() throws {
    guard sqlite3_step(insert) == SQLITE_DONE, sqlite3_reset(insert) == SQLITE_OK else {
      throw CommandError(.failed, "SQLite: \(String(cString: sqlite3_errmsg(handle)))")
    }
  }
}
