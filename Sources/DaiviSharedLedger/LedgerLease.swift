import DaiviEngine
import DaiviLedger
import FoundationEssentials
import Synchronization

/// The hold on a shared ledger: an object in S3 that says who has it and is written again every third of its life.
///
/// The end is told by two clocks that need not agree with each other: the holder measures from *before* it sent the
/// renewal that S3 accepted, others from S3's own `Last-Modified` to S3's own `Date`. So the holder always thinks that
/// less time is left than others do. `state` is guarded by its mutex; one task renews.
final class LedgerLease: Sendable {
  private let store: any ConditionalStore
  private let key: String
  private let terms: LeaseTerms
  private let clock: LeaseClock
  private let session = UUID().uuidString.lowercased()
  private let state = Mutex(State())

  private struct State {
    var record: LockRecord?
    var version = ""
    /// When others may take it, by `clock`.
    var end = Duration.zero
    /// Why it is no longer ours.
    var loss: String?
    var onLoss: [@Sendable () async -> Void] = []
    var renewing: Task<Void, Never>?
  }

  init(store: any ConditionalStore, key: String, terms: LeaseTerms, clock: LeaseClock) {
    self.store = store
    self.key = key
    self.terms = terms
    self.clock = clock
  }

  var generation: Int { state.withLock { $0.record?.generation ?? 0 } }

  /// Renewals that S3 accepted.
  var renewals: Int { state.withLock { $0.record?.renewal ?? 0 } }

  /// When the holder must have stopped, by `clock`.
  var stop: Duration { state.withLock { $0.end } - terms.margin }

  /// Throws once the lease is lost or too near its end to begin anything.
  func check() throws {
    let (loss, end) = state.withLock { ($0.loss, $0.end) }
    if let loss { throw LedgerError.notShared(why: loss) }
    if clock.now() >= end - terms.margin { throw LedgerError.notShared(why: Self.notRenewed) }
  }

  /// Called once when the lease is lost, before its end.
  func onLoss(_ body: @escaping @Sendable () async -> Void) {
    let isLost = state.withLock { state in
      if state.loss == nil { state.onLoss.append(body) }
      return state.loss != nil
    }
    if isLost { Task { await body() } }
  }

  // MARK: - Taking

  /// Takes the lock: a free one, one whose time is over, or one that this very place left behind.
  /// - Throws: `CommandError` (exit 5) when somebody else has it, (exit 1) when S3 refuses.
  func take(owner: LockOwner) async throws {
    for attempt in 0..<Self.attempts {
      if attempt > 0 { try await clock.sleep(.milliseconds(100 << attempt)) }
      do {
        let found = try await store.read(key)
        let generation = try next(after: found, owner: owner)
        let holder = LockRecord.Holder(session: session, owner: owner, since: Date())
        let record = LockRecord(
          generation: generation, holder: holder, renewal: 0, secondsToLive: Int(terms.timeToLive.components.seconds))
        let sent = clock.now()
        let version = try await write(record, if: found.map { .version($0.state.version) } ?? .absent)
        state.withLock { state in
          state.record = record
          state.version = version
          state.end = sent + terms.timeToLive
        }
        renew()
        return
      } catch StoreError.conflict {
        // Somebody else wrote it meanwhile: look who.
      } catch StoreError.unclear(let why) where attempt == Self.attempts - 1 {
        throw CommandError(.failed, "the shared ledger's lock \(store.address(key)) cannot be used: \(why)")
      } catch StoreError.unclear {
        // Look again: it may be ours by now.
      } catch StoreError.refused(let why) {
        throw CommandError(.failed, "the shared ledger's lock \(store.address(key)) cannot be used: \(why)")
      }
    }
    throw CommandError(.locked, "others take the shared ledger's lock \(store.address(key)) all the time; try again")
  }

  /// The generation to take it with, or why it cannot be taken now.
  private func next(after found: StoredObject?, owner: LockOwner) throws -> Int {
    guard let found else { return 1 }
    let record: LockRecord
    do {
      record = try LockRecord(decoding: found.bytes)
    } catch {
      throw CommandError(
        .failed, "\(store.address(key)) is no lock of a ledger (\(error)); delete it if nobody deploys")
    }
    guard let holder = record.holder, holder.session != session, holder.owner.place != owner.place else {
      return record.generation + 1
    }
    let end = found.state.written.addingTimeInterval(Double(record.secondsToLive))
    let left = end.timeIntervalSince(found.state.now) + Double(terms.grace.components.seconds)
    if left <= 0 { return record.generation + 1 }
    let who = holder.owner
    throw CommandError(
      .locked,
      "another machine is at work: `\(who.command)` of \(who.user) on \(who.host), process \(who.process), holds "
        + "\(store.address(key)); wait until it ends. If it is dead, its hold ends in \(Int(left.rounded(.up))) s")
  }

  /// Writes the record; an unclear answer is cleared up by reading what is there.
  private func write(_ record: LockRecord, if condition: WriteCondition) async throws -> String {
    do {
      return try await store.write(key, try record.encoded(), mark: record.mark, if: condition)
    } catch let error as StoreError where error != .conflict {
      if case .refused = error { throw error }
      if let found = try await store.look(key), found.mark == record.mark { return found.version }
      throw error
    } catch StoreError.conflict {
      // It may be our own earlier copy that is in the way.
      if let found = try await store.look(key), found.mark == record.mark { return found.version }
      throw StoreError.conflict
    }
  }

  // MARK: - Keeping

  private func renew() {
    let task = Task {
      while !Task.isCancelled {
        do {
          try await clock.sleep(terms.renewal)
          try await renewOnce()
        } catch {
          return
        }
      }
    }
    state.withLock { $0.renewing = task }
  }

  /// Renews, trying again until the margin; then, or when another has it, the lease is lost.
  private func renewOnce() async throws {
    let (current, version) = state.withLock { ($0.record, $0.version) }
    guard var record = current else { throw CancellationError() }
    record.renewal += 1
    // Any of the attempts may be the one that S3 took, so the new life counts from the first.
    let sent = clock.now()
    while true {
      let left = stop - clock.now()
      guard left > .zero else {
        await lose(Self.notRenewed)
        throw CancellationError()
      }
      do {
        let next = record
        let fresh = try await within(min(left, terms.renewal)) {
          try await self.write(next, if: .version(version))
        }
        state.withLock { state in
          state.record = next
          state.version = fresh
          state.end = sent + terms.timeToLive
        }
        return
      } catch StoreError.conflict {
        await lose(await successor())
        throw CancellationError()
      } catch is StoreError {
        try await clock.sleep(max(min(.seconds(1), stop - clock.now()), .zero))
      }
    }
  }

  /// Gives `body` a limited time; what hangs, a request or a look for credentials, must not eat the whole lease. It is
  /// cancelled then and not waited for.
  private func within<Value: Sendable>(
    _ limit: Duration, _ body: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    let (results, sink) = AsyncStream.makeStream(of: Result<Value, any Error>.self)
    let work = Task {
      do {
        sink.yield(.success(try await body()))
      } catch {
        sink.yield(.failure(error))
      }
    }
    let timer = Task {
      try await self.clock.sleep(limit)
      sink.yield(.failure(StoreError.unclear("no answer within \(limit)")))
    }
    defer {
      work.cancel()
      timer.cancel()
    }
    for await first in results { return try first.get() }
    throw CancellationError()
  }

  /// Who has it now, for the message.
  private func successor() async -> String {
    guard let found = try? await store.read(key), let record = try? LockRecord(decoding: found.bytes),
      let holder = record.holder
    else { return "the shared ledger's lock \(store.address(key)) is no longer this process's" }
    return "the shared ledger was taken over by \(holder.owner.user) on \(holder.owner.host) (generation "
      + "\(record.generation)); this process has stopped"
  }

  /// Ends the hold for good and tells those who must stop.
  func lose(_ why: String) async {
    let handlers = state.withLock { state -> [@Sendable () async -> Void] in
      guard state.loss == nil else { return [] }
      state.loss = why
      defer { state.onLoss = [] }
      return state.onLoss
    }
    for handler in handlers { await handler() }
  }

  /// Gives the lock back, so that the next need not wait. After a loss there is nothing to give.
  func release() async {
    let (task, record, version, loss) = state.withLock { ($0.renewing, $0.record, $0.version, $0.loss) }
    task?.cancel()
    await task?.value
    guard loss == nil, let record else { return }
    let (latest, now) = state.withLock { ($0.record ?? record, $0.version.isEmpty ? version : $0.version) }
    state.withLock { state in
      state.loss = "the session is over"
      state.record = nil
    }
    let free = LockRecord(
      generation: latest.generation, holder: nil, renewal: latest.renewal + 1, secondsToLive: latest.secondsToLive)
    // A failure is no matter: the hold then ends by itself.
    _ = try? await write(free, if: .version(now))
  }

  /// How often taking is tried; half a second to six in all, besides what S3's own client repeats.
  private static let attempts = 6

  static let notRenewed =
    "the hold on the shared ledger could not be renewed in S3 in time; modules were stopped before it ended. "
    + "Run the same command again once S3 can be reached"
}
