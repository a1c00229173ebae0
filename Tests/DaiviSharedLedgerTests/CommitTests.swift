import DaiviEngine
import DaiviLedger
import FoundationEssentials
import Synchronization
import Testing

@testable import DaiviSharedLedger

@Suite(.timeLimit(.minutes(10))) struct CommitTests {
  let pair = try! Pair()

  @Test func anIntentCountsOnlyOnceItIsShared() async throws {
    let session = try await pair.one.open()
    pair.store.hold(keys.ledger, true)
    let isRecorded = Mutex(false)
    async let recorded: Void = {
      _ = try await session.intend("keys")
      isRecorded.withLock { $0 = true }
    }()
    await until { pair.store.waiting == 1 }
    #expect(try await session.ledger.openAttempts().count == 1, "it is in the file here")
    #expect(!isRecorded.withLock { $0 }, "and does not count yet")
    pair.store.hold(keys.ledger, false)
    try await recorded
    await session.close()
    let other = try await pair.two.open()
    #expect(try await other.ledger.openAttempts().count == 1)
    await other.close()
  }

  @Test func intentsThatWaitShareAnUpload() async throws {
    let session = try await pair.one.open()
    pair.store.hold(keys.ledger, true)
    let before = pair.store.writes(keys.ledger)
    try await withThrowingTaskGroup { group in
      group.addTask { _ = try await session.intend("first") }
      await until { pair.store.waiting == 1 }
      for number in 0..<50 { group.addTask { _ = try await session.intend("t\(number)") } }
      await until { session.ledger.waiting == 50 }
      pair.store.hold(keys.ledger, false)
      try await group.waitForAll()
    }
    #expect(pair.store.writes(keys.ledger) - before == 2)
    await session.close()
  }

  @Test func aLostReplyCountsOnce() async throws {
    let session = try await pair.one.open()
    pair.store.spoil(keys.ledger, .lostReply)
    let ticking = ticking()
    try await session.succeed("keys")
    try await session.succeed("vpc")
    ticking.cancel()
    await session.close()
    let other = try await pair.two.open()
    #expect(try await other.ledger.outputs().map(\.value).sorted() == ["keys", "vpc"])
    await other.close()
  }

  @Test func aWriteWithoutAnswerIsTriedAgain() async throws {
    let session = try await pair.one.open()
    pair.store.spoil(keys.ledger, .noAnswer, .noAnswer)
    let ticking = ticking()
    try await session.succeed("keys")
    ticking.cancel()
    await session.close()
  }

  /// Lets short pauses pass, and no renewal come.
  private func ticking() -> Task<Void, Never> {
    Task {
      while !Task.isCancelled {
        pair.clock.step(within: .seconds(5))
        await Task.yield()
      }
    }
  }

  @Test func eventsCostNoUploadOfTheirOwn() async throws {
    let session = try await pair.one.open()
    let before = pair.store.writes(keys.ledger)
    try await session.ledger.append(
      EventRow(deployment: session.deployment, at: Date(), kind: "note", message: "hello"))
    #expect(pair.store.writes(keys.ledger) == before)
    try await session.succeed("keys")
    await session.close()
    let other = try await pair.two.open()
    #expect(try await other.ledger.events(session.deployment).map(\.message) == ["hello"])
    await other.close()
  }

  @Test func aRefusedWriteStopsTheModules() async throws {
    let session = try await pair.one.open()
    let stopped = Mutex(false)
    session.sharing?.onLoss { stopped.withLock { $0 = true } }
    pair.store.spoilAll(keys.ledger, .refused)
    let error = await #expect(throws: LedgerError.self) { _ = try await session.intend("keys") }
    #expect(error?.description.contains("access denied") == true)
    #expect(stopped.withLock { $0 })
  }
}
