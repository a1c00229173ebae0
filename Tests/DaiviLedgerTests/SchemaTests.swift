import DaiviSystem
import Glibc
import Testing

@testable import DaiviLedger

@Suite struct SchemaTests {
  let scratch = try! Scratch()

  /// The schema a later release could have.
  private let next = Schema(
    migrations: Schema.current.migrations + [
      Migration(version: 2, sql: "ALTER TABLE event ADD COLUMN level TEXT NOT NULL DEFAULT 'info'"),
      Migration(version: 3, sql: "CREATE TABLE note (text TEXT NOT NULL) STRICT"),
    ])

  private func version() throws -> Int64 {
    try Database(path: scratch.ledgerPath, readOnly: true).number("PRAGMA user_version")
  }

  @Test func anOlderLedgerIsUpgradedAndKeepsItsRows() async throws {
    let deployment = try await scratch.open().begin()
    #expect(try version() == 1)
    let upgraded = try Ledger(scratch.ledgerPath, access: .deploy, schema: next)
    #expect(try await upgraded.deployments().map(\.id) == [deployment])
    #expect(try version() == 3)
  }

  @Test(arguments: [LedgerAccess.module, .read])
  func onlyTheHostUpgrades(_ access: LedgerAccess) throws {
    _ = try scratch.open()
    #expect(throws: LedgerError.older(found: 1, known: 3, path: scratch.ledgerPath)) {
      try Ledger(scratch.ledgerPath, access: access, schema: next)
    }
    #expect(try version() == 1)
  }

  @Test(arguments: [LedgerAccess.deploy, .module, .read])
  func aNewerLedgerIsRefused(_ access: LedgerAccess) throws {
    _ = try Ledger(scratch.ledgerPath, access: .deploy, schema: next)
    #expect(throws: LedgerError.newer(found: 3, known: 1, path: scratch.ledgerPath)) { try scratch.open(access) }
    #expect(try version() == 3)
  }

  @Test func anUpgradeThatFailsLeavesTheOlderVersionWhole() async throws {
    let deployment = try await scratch.open().begin()
    let broken = Schema(
      migrations: Schema.current.migrations + [
        Migration(version: 2, sql: "CREATE TABLE half (text TEXT) STRICT; CREATE TABLE event (oops TEXT)")
      ])
    #expect(throws: LedgerError.self) { try Ledger(scratch.ledgerPath, access: .deploy, schema: broken) }
    #expect(try await scratch.open().deployments().map(\.id) == [deployment])
    let tables = try Database(path: scratch.ledgerPath, readOnly: true).number(
      "SELECT count(*) FROM sqlite_schema WHERE name = 'half'")
    #expect(tables == 0)
  }

  @Test(arguments: [LedgerAccess.module, .read])
  func onlyTheHostMakesALedger(_ access: LedgerAccess) throws {
    #expect(throws: LedgerError.absent(path: scratch.ledgerPath)) { try scratch.open(access) }
    #expect(!Files.exists(scratch.ledgerPath))
  }

  @Test func aNewLedgerIsPrivateAndLeavesNoDraft() async throws {
    let ledger = try scratch.open()
    _ = try await ledger.begin()
    let directory = Path.parent(scratch.ledgerPath)
    let names = try Files.names(in: directory)
    #expect(names == ["ledger.sqlite", "ledger.sqlite-shm", "ledger.sqlite-wal"])
    for name in names { #expect(mode(directory + "/" + name) == 0o600) }
    #expect(mode(directory) == 0o700)
  }

  private func mode(_ path: String) -> mode_t {
    var info = stat()
    return stat(path, &info) == 0 ? info.st_mode & 0o777 : 0
  }
}
