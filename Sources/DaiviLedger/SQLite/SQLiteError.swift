import CSQLite

/// What SQLite refused: its extended result code, its message and the statement, never the arguments, which may be
/// what a user would not want in a log.
struct SQLiteError: Error, Equatable, CustomStringConvertible {
  /// Extended result code (https://www.sqlite.org/rescode.html).
  let code: Int32
  let message: String
  /// The statement with its placeholders; empty when no statement was involved.
  let statement: String

  /// The code without its extension bits.
  var primaryCode: Int32 { code & 0xff }

  var description: String {
    let tail = statement.isEmpty ? "" : " in: \(statement)"
    return "SQLite error \(code): \(message)\(tail)"
  }

  /// Reads the latest failure of a connection; SQLite opens even a failing connection far enough to be asked.
  static func latest(of handle: OpaquePointer?, statement: String = "") -> SQLiteError {
    guard let handle else { return SQLiteError(code: SQLITE_NOMEM, message: "out of memory", statement: statement) }
    return SQLiteError(
      code: sqlite3_extended_errcode(handle), message: String(cString: sqlite3_errmsg(handle)), statement: statement)
  }

  /// The same where the call returned its code instead of leaving it with the connection.
  static func latest(of handle: OpaquePointer, code: Int32) -> SQLiteError {
    SQLiteError(code: code, message: String(cString: sqlite3_errstr(code)), statement: "")
  }
}
