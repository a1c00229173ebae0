/// The shape of a ledger file: what marks it as one and how to bring an older one up to date.
struct Schema: Sendable {
  /// `PRAGMA application_id`: "DAIV" in ASCII. Tells a ledger from any other SQLite file.
  static let applicationID = 0x4441_4956

  static let current = Schema(migrations: [.version1])

  /// In order of version, 1 upwards without gaps.
  let migrations: [Migration]

  /// The version that this software writes.
  var version: Int { migrations.last?.version ?? 0 }

  /// Checks what the file is and, where allowed, brings it up to date.
  /// - Throws: `LedgerError.newer`, `.older` or `.unreadable`.
  func prepare(_ database: Database, mayMigrate: Bool) throws {
    let found = try checkKind(database, path: database.path)
    guard found < version else { return }
    guard mayMigrate else {
      throw LedgerError.older(found: found, known: version, path: database.path)
    }
    try migrate(database)
  }

  /// Checks that it is a ledger of this or an older version; returns which.
  @discardableResult
  func checkKind(_ database: Database, path: String) throws -> Int {
    guard try database.number("PRAGMA application_id") == Self.applicationID else {
      throw LedgerError.unreadable(path: path, why: "it is not a DAIVI ledger")
    }
    let found = Int(try database.number("PRAGMA user_version"))
    guard found <= version else { throw LedgerError.newer(found: found, known: version, path: path) }
    return found
  }

  /// Applies what is missing, each migration in a transaction of its own: a crash leaves a whole older version.
  /// Another process may be doing the same, so the version is read again under the write lock.
  func migrate(_ database: Database) throws {
    for migration in migrations {
      try database.transaction {
        guard try database.number("PRAGMA user_version") < migration.version else { return }
        try database.script(migration.sql)
        try database.script("PRAGMA user_version = \(migration.version)")
      }
    }
  }
}
