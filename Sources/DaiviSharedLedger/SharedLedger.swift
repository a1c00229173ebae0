import DaiviEngine
import DaiviLedger
import DaiviSystem
import FoundationEssentials
import Synchronization

/// One ledger for every machine that deploys to an environment, in S3.
///
/// What S3 has accepted counts; the file on this machine is a cache. One object holds the whole ledger, so that what is
/// there is always one consistent state, also in the replica bucket and in every old version. Each write names the
/// version it follows: whoever was taken over cannot write any more.
public final class SharedLedger: LedgerSharing, Sendable {
  private let store: any ConditionalStore
  let lease: LedgerLease
  private let keys: Keys
  private let clock: LeaseClock
  private let note: @Sendable (String) -> Void
  private let state = Mutex(State())

  /// Keys of the two objects.
  public struct Keys: Hashable, Sendable {
    public var ledger = "ledger/ledger.sqlite.gz"
    public var lock = "ledger/lock.json"

    public init() {}
  }

  private struct State {
    /// The version of the ledger's object that the next write replaces; nil: there is none yet.
    var base: String?
    var sequence = 0
    /// Names of this process's marks, so that two processes never give the same one.
    let writer = UUID().uuidString.prefix(8).lowercased()
  }

  /// - Parameter note: told what a person should know (a copy that was kept, a take-over).
  public init(
    store: any ConditionalStore, keys: Keys = Keys(), terms: LeaseTerms = LeaseTerms(), clock: LeaseClock = .system,
    note: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.store = store
    self.keys = keys
    self.clock = clock
    self.note = note
    lease = LedgerLease(store: store, key: keys.lock, terms: terms, clock: clock)
  }

  // MARK: - A session

  /// Takes the lock and makes this machine's copy the latest state. The caller holds the directory's deploy lock.
  public func begin(ledger path: String, command: String) async throws {
    try await lease.take(owner: try LockOwner.current(command: command, directory: Path.parent(path)))
    do {
      try await settle(LedgerCache(path))
    } catch {
      await lease.release()
      if let error = error as? StoreError { throw CommandError(.failed, words(error)) }
      throw error
    }
  }

  /// Gives the lock back.
  public func end() async { await lease.release() }

  /// Called when the hold is lost, in time to stop what is under way.
  public func onLoss(_ body: @escaping @Sendable () async -> Void) { lease.onLoss(body) }

  /// Brings the copy up to date and writes it back under this session's generation: from then on a former holder's
  /// late write meets another version and is refused.
  private func settle(_ cache: LedgerCache) async throws {
    for _ in 0..<5 {
      try lease.check()
      let base = try await pull(into: cache)
      let mark = nextMark()
      do {
        let version = try await write(try cache.image(named: mark), mark: mark, over: base)
        state.withLock { state in
          state.base = version
          state.sequence += 1
        }
        // Not before: a file with a name that S3 never took would give way to another's without a copy.
        try cache.name(mark)
        return
      } catch StoreError.conflict {
        // A former holder's last write came in between: take it along.
      }
    }
    throw CommandError(.locked, "\(store.address(keys.ledger)) keeps changing under this session; try again")
  }

  /// Downloads the ledger unless the copy is that very state; returns the version it has in the store.
  private func pull(into cache: LedgerCache) async throws -> String? {
    guard let there = try await store.look(keys.ledger) else { return nil }
    let own = try cache.mark()
    if let own, own == there.mark { return there.version }
    guard let object = try await store.read(keys.ledger) else { return nil }
    if own == nil, try cache.isUsed() {
      let kept = "\(cache.path).local-\(Int(Date().timeIntervalSince1970))"
      try cache.copy(to: kept)
      note("this directory's own ledger gives way to the shared one; it is kept as \(kept)")
    }
    do {
      try cache.replace(with: try Gzip.decompress(object.bytes), from: store.address(keys.ledger))
    } catch let error as GzipFault {
      throw CommandError(
        .failed, "\(store.address(keys.ledger)): \(error); restore an older version of the object")
    }
    return object.state.version
  }

  /// Brings a copy up to date for reading, without taking the lock. The caller holds the directory's deploy lock.
  public func refresh(ledger path: String) async throws {
    do {
      _ = try await pull(into: LedgerCache(path))
    } catch let error as StoreError {
      throw CommandError(.failed, words(error))
    }
  }

  private func words(_ error: StoreError) -> String {
    switch error {
    case .conflict: "\(store.address(keys.ledger)) was changed by somebody else"
    case .unclear(let why), .refused(let why): "the shared ledger \(store.address(keys.ledger)) cannot be used: \(why)"
    }
  }
}

extension SharedLedger: LedgerReplica {
  public func check() throws { try lease.check() }

  public func nextMark() -> String {
    state.withLock { "\(lease.generation)-\($0.sequence)-\($0.writer)" }
  }

  public func accept(_ image: [UInt8], mark: String) async throws {
    do {
      let version = try await write(image, mark: mark, over: state.withLock { $0.base })
      state.withLock { state in
        state.base = version
        state.sequence += 1
      }
    } catch {
      // The file here is ahead of what counts: nothing may build on it.
      let why =
        switch error {
        case StoreError.conflict:
          "another machine has written the shared ledger since; what this process did last is not recorded there, and "
            + "the next deploy asks AWS what became of it"
        case let error as StoreError: words(error)
        default: "\(error)"
        }
      await lease.lose(why)
      throw LedgerError.notShared(why: why)
    }
  }

  /// Writes the ledger's object, again while nobody knows whether it worked and the hold lasts.
  private func write(_ image: [UInt8], mark: String, over base: String?) async throws -> String {
    let bytes = Gzip.compress(image, level: 1)
    let condition: WriteCondition = base.map { .version($0) } ?? .absent
    var pause = Duration.milliseconds(100)
    while true {
      try lease.check()
      do {
        return try await store.write(keys.ledger, bytes, mark: mark, if: condition)
      } catch StoreError.conflict {
        // Our own first copy may be in the way when its answer was lost.
        if let found = try await look(), found.mark == mark { return found.version }
        throw StoreError.conflict
      } catch StoreError.unclear(let why) {
        if clock.now() + pause >= lease.stop { throw StoreError.unclear(why) }
        try await clock.sleep(pause)
        pause = min(pause * 2, .seconds(5))
      }
    }
  }

  /// What is there, asked until there is an answer or the hold is over.
  private func look() async throws -> StoredState? {
    while true {
      try lease.check()
      do {
        return try await store.look(keys.ledger)
      } catch StoreError.unclear {
        try await clock.sleep(.milliseconds(200))
      }
    }
  }
}
