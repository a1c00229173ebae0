import DaiviSystem
import Testing

@testable import DaiviLedger

@Suite struct UnreadableTests {
  let scratch = try! Scratch()

  private func refusal(_ access: LedgerAccess = .deploy) -> String {
    do {
      _ = try scratch.open(access)
      return "opened"
    } catch LedgerError.unreadable(let path, _) where path == scratch.ledgerPath {
      return "unreadable"
    } catch {
      return "\(error)"
    }
  }

  private func write(_ text: String) throws {
    try Files.createDirectory(Path.parent(scratch.ledgerPath))
    try Files.writeAtomically(Array(text.utf8), to: scratch.ledgerPath)
  }

  @Test(arguments: ["", "not a database\n", String(repeating: "SQLite format 4 ", count: 500)])
  func aFileThatIsNoLedgerIsRefusedAndLeftAsItIs(_ text: String) throws {
    try write(text)
    #expect(refusal() == "unreadable")
    #expect(try Files.readText(scratch.ledgerPath) == text)
  }

  @Test func someOtherDatabaseIsRefused() throws {
    try write("")
    try Database(path: scratch.ledgerPath, readOnly: false).script("CREATE TABLE mine (x)")
    #expect(refusal() == "unreadable")
    #expect(refusal(.read) == "unreadable")
  }

  @Test func damageInsideIsNamedAndNotReadOver() async throws {
    let ledger = try scratch.open()
    let deployment = try await ledger.begin()
    try await ledger.append(
      (0..<500).map { EventRow(deployment: deployment, at: noon, kind: "k", message: "number \($0)") })
    #expect(try await ledger.damage().isEmpty)
    try Database(path: scratch.ledgerPath, readOnly: false).script("PRAGMA wal_checkpoint(TRUNCATE)")
    var bytes = try Files.read(scratch.ledgerPath)
    for index in stride(from: 4096 * 2, to: bytes.count, by: 97) { bytes[index] ^= 0x5a }
    let copy = scratch.directory + "/damaged.sqlite"
    try Files.writeAtomically(bytes, to: copy)
    let damaged = try Ledger.open(copy, access: .read)
    await #expect(throws: LedgerError.self) {
      let found = try await damaged.damage()
      if !found.isEmpty { throw LedgerError.unreadable(path: copy, why: found[0]) }
    }
    do {
      _ = try await damaged.events(deployment)
      Issue.record("damaged pages were read as events")
    } catch LedgerError.unreadable(let path, _) {
      #expect(path == copy)
    }
  }

  @Test func errorsHideWhatWasToBeStored() async throws {
    let ledger = try scratch.open()
    do {
      try await ledger.append(
        EventRow(deployment: DeploymentID(rawValue: 77), at: noon, kind: "k", message: "hunter2-very-secret"))
      Issue.record("an event of no deployment was stored")
    } catch {
      #expect("\(error)".contains("INSERT INTO event"))
      #expect(!"\(error)".contains("hunter2"))
    }
  }

  @Test func everyErrorIsOneLineThatNamesTheFile() {
    let path = "/x/ledger.sqlite"
    let errors: [LedgerError] = [
      .absent(path: path), .busy(path: path), .failed(path: path, what: "w"), .full(path: path),
      .newer(found: 3, known: 1, path: path), .notWritable(path: path, why: "w"),
      .older(found: 1, known: 3, path: path), .unreadable(path: path, why: "w"),
    ]
    for error in errors {
      #expect(error.description.contains(path))
      #expect(!error.description.contains("\n"))
    }
  }
}
