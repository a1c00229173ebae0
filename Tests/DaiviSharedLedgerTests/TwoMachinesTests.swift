import DaiviEngine
import DaiviLedger
import Testing

@testable import DaiviSharedLedger

@Suite(.timeLimit(.minutes(10))) struct TwoMachinesTests {
  let pair = try! Pair()

  @Test func theSecondMachineSeesWhatTheFirstDid() async throws {
    let first = try await pair.one.open()
    try await first.succeed("keys")
    await first.close()
    let second = try await pair.two.open()
    #expect(try await second.ledger.outputs().map(\.value) == ["keys"])
    try await second.succeed("vpc")
    await second.close()
    let third = try await reopened(pair.one, first)
    #expect(try await third.ledger.outputs().map(\.value).sorted() == ["keys", "vpc"])
    #expect(try await third.ledger.damage().isEmpty)
    await third.close()
  }

  @Test func whileOneIsAtWorkTheOtherIsToldWhoAndSinceNothingOfItsOwnChanged() async throws {
    let first = try await pair.one.open()
    let error = await #expect(throws: CommandError.self) { try await pair.two.open() }
    #expect(error?.status == .locked)
    #expect(error?.description.contains("`daivi-host deploy`") == true)
    #expect(error?.description.contains("ends in 62 s") == true)
    #expect(!LedgerCache(pair.two.ledgerPath).exists)
    await first.close()
  }

  @Test func ofManyThatStartTogetherOneGetsIn() async throws {
    let machines = try (0..<8).map { _ in try Machine(pair.store, pair.clock) }
    let opened = await withTaskGroup(of: DeploySession?.self) { group in
      for machine in machines { group.addTask { try? await machine.open() } }
      // Those that lost a race for the same moment look again after a pause, long before a hold ends.
      let clock = pair.clock
      let ticking = Task {
        while !Task.isCancelled {
          clock.step(within: .seconds(5))
          await Task.yield()
        }
      }
      defer { ticking.cancel() }
      return await group.reduce(into: [DeploySession]()) { all, session in if let session { all.append(session) } }
    }
    #expect(opened.count == 1)
    for session in opened { await session.close() }
  }

  @Test func anUnchangedCopyIsNotDownloadedAgain() async throws {
    let first = try await pair.one.open()
    try await first.succeed("keys")
    await first.close()
    let again = try await reopened(pair.one, first)
    await again.close()
    #expect(pair.store.reads(keys.ledger) == 0)
    let other = try await pair.two.open()
    await other.close()
    #expect(pair.store.reads(keys.ledger) == 1)
  }

  @Test func eachMachineKeepsItsOwnPaths() async throws {
    let first = try await pair.one.open()
    await first.close()
    let second = try await pair.two.open()
    await second.close()
    let third = try await reopened(pair.one, first)
    #expect(try await third.ledger.environmentJSON()?.contains(pair.one.directory) == true)
    await third.close()
    let cache = LedgerCache(pair.two.ledgerPath)
    try await pair.two.shared().refresh(ledger: cache.path)
    let copy = try Ledger.open(cache.path, access: .read)
    #expect(try await copy.environmentJSON()?.contains(pair.two.directory) == true)
  }

  @Test func aLedgerOfItsOwnBecomesTheSharedOneWhereThereIsNone() async throws {
    try await deployAlone(pair.one, "keys")
    let shared = try await pair.one.open()
    await shared.close()
    let other = try await pair.two.open()
    #expect(try await other.ledger.outputs().map(\.value) == ["keys"])
    await other.close()
  }

  @Test func aLedgerOfItsOwnIsKeptBesideTheSharedOne() async throws {
    let first = try await pair.one.open()
    try await first.succeed("keys")
    await first.close()
    try await deployAlone(pair.two, "own")
    let second = try await pair.two.open()
    #expect(try await second.ledger.outputs().map(\.value) == ["keys"])
    await second.close()
    let kept = try #require(pair.two.notes.first?.split(separator: " ").last.map(String.init))
    #expect(try await Ledger.open(kept, access: .read).outputs().map(\.value) == ["own"])
  }

  @Test func aFirstSharingThatFailedLosesNothing() async throws {
    try await deployAlone(pair.one, "own")
    pair.store.spoil(keys.ledger, .refused)
    let error = await #expect(throws: CommandError.self) { try await pair.one.open() }
    #expect(error?.description.contains("access denied") == true)
    // Meanwhile another machine shares the first ledger.
    let other = try await pair.two.open()
    try await other.succeed("keys")
    await other.close()
    let first = try await pair.one.open()
    #expect(try await first.ledger.outputs().map(\.value) == ["keys"])
    await first.close()
    let kept = try #require(pair.one.notes.first?.split(separator: " ").last.map(String.init))
    #expect(try await Ledger.open(kept, access: .read).outputs().map(\.value) == ["own"])
  }

  private func deployAlone(_ machine: Machine, _ target: String) async throws {
    let ledger = try Ledger.open(machine.ledgerPath, access: .deploy)
    let deployment = try await ledger.beginDeployment(kind: .deploy, selection: [], hostVersion: "0.1.0")
    let intent = StepIntent(
      deployment: deployment, module: "m", target: target, step: "s", token: "t", fingerprint: "f", inputs: "{}")
    // The same identity as the session will have: another one would make this history.
    _ = try await ledger.establish(
      LedgerIdentity(app: "daivi", environment: "dev", account: "111122223333", primaryRegion: "us-east-1"))
    try await ledger.recordOutcome(
      try await ledger.recordIntent(intent), StepEnding(.succeeded, outputs: ["n": target]))
  }
}

/// The session of a machine whose former one is over.
func reopened(_ machine: Machine, _ former: DeploySession) async throws -> DeploySession {
  machine.abandon(former)
  return try await machine.open()
}
