import CSQLite

/// A prepared statement. Belongs to the one queue its `Database` belongs to; finalized with it.
final class Statement {
  private let database: OpaquePointer
  private let handle: OpaquePointer
  let sql: String

  init(_ sql: String, in database: OpaquePointer) throws {
    var handle: OpaquePointer?
    let flags = UInt32(SQLITE_PREPARE_PERSISTENT)
    guard sqlite3_prepare_v3(database, sql, -1, flags, &handle, nil) == SQLITE_OK, let handle else {
      throw SQLiteError.latest(of: database, statement: sql)
    }
    self.database = database
    self.handle = handle
    self.sql = sql
  }

  deinit { sqlite3_finalize(handle) }

  /// Binds the arguments, calls `body` once a row and resets, so that no read lock outlives the call.
  func run(_ arguments: [any SQLConvertible], _ body: (Row) throws -> Void = { _ in }) throws {
    defer {
      sqlite3_reset(handle)
      sqlite3_clear_bindings(handle)
    }
    precondition(Int(sqlite3_bind_parameter_count(handle)) == arguments.count, "arguments of: \(sql)")
    for (offset, argument) in arguments.enumerated() {
      try bind(argument.sqlValue, at: Int32(offset + 1))
    }
    while true {
      switch sqlite3_step(handle) {
      case SQLITE_ROW: try body(Row(statement: handle))
      case SQLITE_DONE: return
      default: throw SQLiteError.latest(of: database, statement: sql)
      }
    }
  }

  private func bind(_ value: SQLValue, at index: Int32) throws {
    let status =
      switch value {
      case .null: sqlite3_bind_null(handle, index)
      case .integer(let number): sqlite3_bind_int64(handle, index, number)
      case .text(var text):
        // SQLite copies the bytes (SQLITE_TRANSIENT), so they need to live for this call only.
        text.withUTF8 { bytes in
          let base = UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self)
          return withUnsafePointer(to: CChar(0)) { empty in
            sqlite3_bind_text64(
              handle, index, base ?? empty, UInt64(bytes.count), Self.transient, UInt8(SQLITE_UTF8))
          }
        }
      }
    guard status == SQLITE_OK else { throw SQLiteError.latest(of: database, statement: sql) }
  }

  /// `SQLITE_TRANSIENT`, a cast that the importer does not bring over.
  private static var transient: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }
}
