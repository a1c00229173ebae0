/// The name of the latest state of a shared ledger, kept in the ledger itself: two copies with the same mark are the
/// same record.
enum LedgerMark {
  static func write(_ mark: String, _ database: Database) throws {
    try database.run("INSERT OR REPLACE INTO setting (key, value) VALUES ('mark', ?)", mark)
  }

  static func read(_ database: Database) throws -> String? {
    try database.row("SELECT value FROM setting WHERE key = 'mark'") { $0.text(0) }
  }
}
