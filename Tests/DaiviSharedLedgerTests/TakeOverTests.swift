import DaiviEngine
import DaiviLedger
import DaiviSystem
import Testing

@testable import DaiviSharedLedger

@Suite(.timeLimit(.minutes(10))) struct TakeOverTests {
  let pair = try! Pair()

  /// A machine that fell silent: its renewals do not arrive.
  private func silence(_ session: DeploySession) async {
    pair.store.spoilAll(keys.lock, .noAnswer)
    await until {
      pair.clock.step()
      return (try? session.sharing?.check()) == nil
    }
    pair.store.spoilAll(keys.lock, nil)
  }

  @Test func aDeadMachinesLockIsTakenAfterItsTimeAndNotBefore() async throws {
    let dead = try await pair.one.open()
    _ = try await dead.intend("keys", token: "token-of-the-dead")
    await silence(dead)
    #expect(try await pair.two.refusal()?.status == .locked)
    pair.clock.advance(.seconds(61) - pair.clock.now)
    #expect(try await pair.two.refusal()?.status == .locked)
    pair.clock.advance(.seconds(1))
    let next = try await pair.two.open()
    let open = try await next.ledger.openAttempts()
    #expect(open.map(\.intent.token) == ["token-of-the-dead"], "it asks about the very token that was sent")
    let lock = try LockRecord(decoding: try #require(pair.store.object(keys.lock)).bytes)
    #expect(lock.generation == 2)
    await next.close()
  }

  @Test func whoeverWasTakenOverCannotWriteEvenBeforeTheNewHolderDid() async throws {
    let old = try await pair.one.open()
    await silence(old)
    pair.clock.advance(.seconds(62))
    let lock = try Ledger.lock(directory: pair.two.directory, command: "daivi-host deploy")
    let new = pair.two.shared()
    try await new.begin(ledger: pair.two.ledgerPath, command: "daivi-host deploy")
    let before = pair.store.object(keys.ledger)
    // Past all checks of its own, as a write that was on its way all the time.
    await #expect(throws: StoreError.conflict) {
      _ = try await pair.store.write(keys.ledger, [1], mark: "1-99-old", if: .version("\"2\""))
    }
    await #expect(throws: LedgerError.self) { try await old.succeed("late") }
    #expect(pair.store.object(keys.ledger)?.state.version == before?.state.version)
    await new.end()
    lock.release()
  }

  @Test func aWriteThatNeverReachedTheSharedLedgerIsForgotten() async throws {
    let first = try await pair.one.open()
    try await first.succeed("keys")
    pair.store.spoilAll(keys.ledger, .refused)
    await #expect(throws: LedgerError.self) { _ = try await first.intend("vpc") }
    pair.store.spoilAll(keys.ledger, nil)
    let again = try await reopened(pair.one, first)
    #expect(try await again.ledger.openAttempts().isEmpty)
    #expect(try await again.ledger.outputs().map(\.value) == ["keys"])
    await again.close()
  }

  @Test func ownLeavingsAreTakenAtOnce() async throws {
    let killed = try await pair.one.open()
    _ = try await killed.intend("keys")
    let next = try await reopened(pair.one, killed)
    #expect(try await next.ledger.openAttempts().count == 1)
    await next.close()
  }

  @Test func aCopyOfTheDirectoryIsAnotherPlace() async throws {
    let working = try await pair.one.open()
    let copy = try Machine(pair.store, pair.clock)
    for name in try Files.names(in: pair.one.directory) {
      let bytes = try Files.read(Path.join(pair.one.directory, name))
      try Files.writeAtomically(bytes, to: Path.join(copy.directory, name), mode: 0o600)
    }
    #expect(try await copy.refusal()?.status == .locked)
    try working.sharing?.check()
    await working.close()
  }

  @Test func aFreedLockKeepsItsGenerations() async throws {
    for expected in 1...3 {
      let session = try await (expected.isMultiple(of: 2) ? pair.two : pair.one).open()
      #expect(try LockRecord(decoding: try #require(pair.store.object(keys.lock)).bytes).generation == expected)
      await session.close()
      session.lock.release()
    }
  }
}
