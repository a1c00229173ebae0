import CSQLite

/// One SQLite connection with a cache of prepared statements.
///
/// Not `Sendable`: whoever owns it decides which single queue touches it (`LedgerWorker` for an open ledger).
final class Database {
  let path: String
  let handle: OpaquePointer
  private var cache: [String: Statement] = [:]

  /// Opens an existing file; creating one is `LedgerFile`'s work. Waits up to `busyTimeout` milliseconds for locks.
  init(path: String, readOnly: Bool, busyTimeout: Int32 = 5_000) throws {
    var handle: OpaquePointer?
    // NOMUTEX: the owner serializes. No URI: a path is a path, whatever characters it has.
    let flags = (readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) | SQLITE_OPEN_NOMUTEX
    guard sqlite3_open_v2(path, &handle, flags, nil) == SQLITE_OK, let handle else {
      let error = SQLiteError.latest(of: handle)
      sqlite3_close_v2(handle)
      throw error
    }
    self.path = path
    self.handle = handle
    sqlite3_extended_result_codes(handle, 1)
    sqlite3_busy_timeout(handle, busyTimeout)
  }

  deinit {
    cache.removeAll()
    sqlite3_close_v2(handle)
  }

  /// Rows changed by the latest statement.
  var changes: Int { Int(sqlite3_changes64(handle)) }
  var lastInsertID: Int64 { sqlite3_last_insert_rowid(handle) }

  /// Runs a script of statements without arguments or results.
  func script(_ sql: String) throws {
    guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else {
      throw SQLiteError.latest(of: handle, statement: sql)
    }
  }

  /// Runs one statement, prepared once a connection.
  func run(_ sql: String, _ arguments: (any SQLConvertible)...) throws {
    try prepared(sql).run(arguments)
  }

  func rows<T>(_ sql: String, _ arguments: (any SQLConvertible)..., map: (Row) throws -> T) throws -> [T] {
    var result: [T] = []
    try prepared(sql).run(arguments) { result.append(try map($0)) }
    return result
  }

  func row<T>(_ sql: String, _ arguments: (any SQLConvertible)..., map: (Row) throws -> T) throws -> T? {
    var result: T?
    try prepared(sql).run(arguments) { row in if result == nil { result = try map(row) } }
    return result
  }

  /// One number, such as a pragma's value; 0 when there is no row.
  func number(_ sql: String) throws -> Int64 { try row(sql) { $0.int(0) } ?? 0 }

  /// Takes the write lock at once (BEGIN IMMEDIATE), so that a transaction that began cannot meet a busy error later.
  func transaction<T>(_ body: () throws -> T) throws -> T {
    try run("BEGIN IMMEDIATE")
    do {
      let result = try body()
      try run("COMMIT")
      return result
    } catch {
      rollback()
      throw error
    }
  }

  /// A part of a transaction that can fail alone.
  func savepoint(_ body: () throws -> Void) throws {
    try run("SAVEPOINT part")
    do {
      try body()
      try run("RELEASE part")
    } catch {
      if inTransaction {
        try run("ROLLBACK TO part")
        try run("RELEASE part")
      }
      throw error
    }
  }

  /// Reads that all see the same state of the file.
  func snapshot(_ body: () throws -> Void) throws {
    try run("BEGIN")
    defer { rollback() }
    try body()
  }

  /// Some errors (a full disk) end the transaction by themselves; then there is nothing left to roll back.
  func rollback() {
    if sqlite3_get_autocommit(handle) == 0 { try? run("ROLLBACK") }
  }

  /// Whether a transaction is open; false after an error that made SQLite roll back by itself.
  var inTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

  private func prepared(_ sql: String) throws -> Statement {
    if let statement = cache[sql] { return statement }
    let statement = try Statement(sql, in: handle)
    cache[sql] = statement
    return statement
  }
}
