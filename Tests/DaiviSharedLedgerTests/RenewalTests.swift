import DaiviEngine
import DaiviLedger
import Synchronization
import Testing

@testable import DaiviSharedLedger

@Suite(.timeLimit(.minutes(10))) struct RenewalTests {
  let pair = try! Pair()

  /// Lets the time of the next renewal come and the renewal end.
  private func renewed(_ session: DeploySession) async throws {
    let lease = try #require(session.sharing as? SharedLedger).lease
    await until { pair.clock.sleepers == 1 }
    let before = lease.renewals
    pair.clock.step()
    // Then the next renewal is what sleeps.
    await until { lease.renewals > before && pair.clock.sleepers == 1 }
  }

  @Test func aHolderThatRenewsKeepsItForever() async throws {
    let session = try await pair.one.open()
    for minute in 1...10 {
      for third in 1...3 {
        try await renewed(session)
        #expect(pair.store.writes(keys.lock) == (minute - 1) * 3 + third + 1)
      }
    }
    #expect(pair.clock.now >= .seconds(600))
    try await session.succeed("keys")
    #expect(try await pair.two.refusal()?.status == .locked)
    await session.close()
  }

  @Test(arguments: [FakeStore.Fault.noAnswer, .refused])
  func modulesAreStoppedBeforeTheHoldEnds(_ fault: FakeStore.Fault) async throws {
    let session = try await pair.one.open()
    let stopped = Mutex<Duration?>(nil)
    let clock = pair.clock
    session.sharing?.onLoss { stopped.withLock { $0 = clock.now } }
    pair.store.spoilAll(keys.lock, fault)
    await until {
      clock.step()
      return stopped.withLock { $0 != nil }
    }
    let moment = try #require(stopped.withLock { $0 })
    #expect(moment >= .seconds(20), "the first renewal is due then")
    #expect(moment <= .seconds(45), "a quarter of the time is left to stop in")
    await #expect(throws: LedgerError.self) { try await session.succeed("late") }
    await #expect(throws: LedgerError.self) { _ = try await session.ledger.openAttempts() }
  }

  @Test func aHangingRenewalDoesNotOutliveTheHold() async throws {
    let session = try await pair.one.open()
    let stopped = Mutex<Duration?>(nil)
    let clock = pair.clock
    session.sharing?.onLoss { stopped.withLock { $0 = clock.now } }
    pair.store.hold(keys.lock, true)
    // What hangs does not listen to its cancellation either.
    await until {
      clock.step()
      return stopped.withLock { $0 != nil }
    }
    pair.store.hold(keys.lock, false)
    #expect(try #require(stopped.withLock { $0 }) <= .seconds(45))
  }

  @Test func aLostReplyOfARenewalIsNoLoss() async throws {
    let session = try await pair.one.open()
    pair.store.spoil(keys.lock, .lostReply)
    try await renewed(session)
    try await session.succeed("keys")
    try await renewed(session)
    #expect(pair.store.writes(keys.lock) == 3)
    await session.close()
    let lock = try LockRecord(decoding: try #require(pair.store.object(keys.lock)).bytes)
    #expect(lock.holder == nil && lock.generation == 1)
  }
}
