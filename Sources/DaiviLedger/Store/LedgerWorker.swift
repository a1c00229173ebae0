import Dispatch
import Synchronization

/// Runs all SQLite work of one open ledger on one serial queue, away from Swift's cooperative threads: an fsync blocks
/// a thread for milliseconds, and there are as few of those threads as cores.
///
/// Writes that wait while a commit is being flushed are committed together by the next one. Each returns only after the
/// commit that holds it, so sharing costs no durability.
///
/// With a replica a write returns only after that has the commit too. Meanwhile reads go on and writes wait, which makes
/// them share the next upload as well.
///
/// `@unchecked`: `database` is touched on `queue` alone (and by `init`, before anybody else has the worker).
final class LedgerWorker: @unchecked Sendable {
  let path: String
  private let database: Database
  private let replica: (any LedgerReplica)?
  private let queue = DispatchQueue(label: "daivi.ledger")
  private let pending = Mutex(Pending())

  private struct Pending {
    var writes: [any LedgerJob] = []
    var reads: [any LedgerJob] = []
    var isScheduled = false
    /// A commit is on its way to the replica.
    var isReplicating = false
    var commits = 0
  }

  init(_ database: sending Database, replica: (any LedgerReplica)? = nil) {
    self.database = database
    self.replica = replica
    path = database.path
  }

  /// Commits so far, for measurements of how many writes share one.
  var commits: Int { pending.withLock { $0.commits } }

  /// Writes that wait for the next commit.
  var waiting: Int { pending.withLock { $0.writes.count } }

  /// Returns after the commit; on an error nothing of `body` is in the file.
  /// - Parameter isShared: false for what may reach a replica later, with whatever is written next.
  func write<T: Sendable>(
    isShared: Bool = true, _ body: @escaping @Sendable (Database) throws -> T
  ) async throws -> T {
    try replica?.check()
    return try await withCheckedThrowingContinuation { continuation in
      submit(LedgerWork(body, isShared: isShared, continuation)) { $0.writes.append($1) }
    }
  }

  /// Sees one consistent state, however many statements `body` has.
  func read<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws -> T {
    try replica?.check()
    return try await withCheckedThrowingContinuation { continuation in
      submit(LedgerWork(body, isShared: false, continuation)) { $0.reads.append($1) }
    }
  }

  private func submit(_ job: any LedgerJob, _ enqueue: (inout Pending, any LedgerJob) -> Void) {
    let isFirst = pending.withLock { pending in
      enqueue(&pending, job)
      defer { pending.isScheduled = true }
      return !pending.isScheduled
    }
    if isFirst { queue.async { self.drain() } }
  }

  private func drain() {
    while true {
      let (writes, reads) = pending.withLock { pending -> ([any LedgerJob], [any LedgerJob]) in
        let writes = pending.isReplicating ? [] : pending.writes
        let reads = pending.reads
        pending.writes.removeFirst(writes.count)
        pending.reads = []
        pending.isScheduled = !(writes.isEmpty && reads.isEmpty)
        return (writes, reads)
      }
      if writes.isEmpty && reads.isEmpty { return }
      if !writes.isEmpty { commit(writes) }
      for read in reads { perform(read) }
    }
  }

  /// One transaction for the group; a job that fails takes only its own savepoint with it.
  private func commit(_ jobs: [any LedgerJob]) {
    var failed: [Int: any Error] = [:]
    let mark = jobs.contains(where: \.isShared) ? replica?.nextMark() : nil
    do {
      try database.transaction {
        for (index, job) in jobs.enumerated() {
          do {
            try database.savepoint { try job.perform(database) }
          } catch {
            // Without a transaction SQLite has rolled back everything (a full disk): the whole group failed.
            guard database.inTransaction else { throw error }
            failed[index] = error
          }
        }
        if let mark { try LedgerMark.write(mark, database) }
        WriteKill.asked?.before(commits + 1)
      }
      let number = pending.withLock { pending in
        pending.commits += 1
        return pending.commits
      }
      WriteKill.asked?.after(number)
    } catch {
      for index in jobs.indices where failed[index] == nil { failed[index] = error }
    }
    var accepted: [any LedgerJob] = []
    for (index, job) in jobs.enumerated() {
      if failed[index] == nil && mark != nil && job.isShared {
        accepted.append(job)
      } else {
        job.finish(failed[index].map { LedgerError.translating($0, path: path) })
      }
    }
    if let mark, let replica, !accepted.isEmpty { replicate(accepted, mark, replica) }
  }

  /// Finishes the jobs of a commit when the replica has it. In a task of its own: a cancelled caller must not leave
  /// open what became of its intent.
  private func replicate(_ jobs: [any LedgerJob], _ mark: String, _ replica: any LedgerReplica) {
    let image: [UInt8]
    do {
      image = try database.image()
    } catch {
      for job in jobs { job.finish(LedgerError.translating(error, path: path)) }
      return
    }
    pending.withLock { $0.isReplicating = true }
    Task {
      var failure: (any Error)?
      do {
        try await replica.accept(image, mark: mark)
      } catch {
        failure = error
      }
      for job in jobs { job.finish(failure) }
      let isFirst = pending.withLock { pending in
        pending.isReplicating = false
        defer { pending.isScheduled = true }
        return !pending.isScheduled
      }
      if isFirst { queue.async { self.drain() } }
    }
  }

  private func perform(_ job: any LedgerJob) {
    do {
      try database.snapshot { try job.perform(database) }
      job.finish(nil)
    } catch {
      job.finish(LedgerError.translating(error, path: path))
    }
  }
}
