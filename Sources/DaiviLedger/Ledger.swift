import DaiviSystem
import FoundationEssentials

/// The record of one environment: what was intended, what became of it, and what is deployed now. One SQLite file.
///
/// The rule is intent, effect, outcome: `recordIntent` returns when the row is on the disk, only then is the step sent,
/// and `recordOutcome` closes the row. After a crash `openAttempt` says which token to ask about.
///
/// Any task may call any method at any time. Every write is durable when it returns (WAL, `synchronous=FULL`).
/// All methods throw `LedgerError`.
public final class Ledger: Sendable {
  public let path: String
  let worker: LedgerWorker
  private let clock: @Sendable () -> Date

  /// Opens the ledger of an environment.
  /// - Parameters:
  ///   - replica: the copy that counts, when this file is only a cache of one.
  ///   - clock: where times come from that the caller does not pass.
  /// - Throws: `LedgerError.absent` without a file (except for `.deploy`, which makes one), `.newer`, `.older`,
  ///   `.unreadable`, `.notWritable`, `.busy`.
  public static func open(
    _ path: String, access: LedgerAccess, replica: (any LedgerReplica)? = nil,
    clock: @escaping @Sendable () -> Date = { Date() }
  ) throws -> Ledger {
    try Ledger(path, access: access, schema: .current, replica: replica, clock: clock)
  }

  init(
    _ path: String, access: LedgerAccess, schema: Schema, replica: (any LedgerReplica)? = nil,
    clock: @escaping @Sendable () -> Date = { Date() }
  ) throws {
    if !Files.exists(path) {
      guard access == .deploy else { throw LedgerError.absent(path: path) }
      try LedgerFile.create(path, schema: schema)
    }
    do {
      let database = try Database(path: path, readOnly: access == .read)
      try database.script("PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA synchronous = FULL")
      // Before anything that could write: a file that is no ledger stays as it is.
      try schema.prepare(database, mayMigrate: access == .deploy)
      if access != .read { try database.keepWriteAheadLog() }
      worker = LedgerWorker(database, replica: replica)
    } catch {
      throw LedgerError.translating(error, path: path)
    }
    self.path = path
    self.clock = clock
  }

  /// Writes that wait for the next commit.
  package var waiting: Int { worker.waiting }

  func now() -> String { LedgerTime.text(clock()) }

  /// Reads the whole file for damage, slowly; for `doctor`. Empty when it is sound.
  public func damage() async throws -> [String] {
    try await worker.read { database in
      try database.rows("PRAGMA integrity_check") { $0.text(0) }.filter { $0 != "ok" }
    }
  }
}

extension Database {
  /// The mode is a property of the file; this only undoes what a foreign tool may have changed.
  fileprivate func keepWriteAheadLog() throws {
    let mode = try row("PRAGMA journal_mode") { $0.text(0) }
    if mode != "wal" { try script("PRAGMA journal_mode = WAL") }
  }
}
