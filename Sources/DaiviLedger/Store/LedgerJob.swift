/// A piece of work that waits for the ledger's queue.
protocol LedgerJob: AnyObject, Sendable {
  /// Whether a write must be in the shared copy before it counts; what would only be missed in a history need not.
  var isShared: Bool { get }
  func perform(_ database: Database) throws
  /// Resumes whoever waits; called exactly once.
  func finish(_ error: (any Error)?)
}

/// The only job there is: a closure, its result and the task that waits for it.
///
/// `@unchecked`: `result` is written and read on the ledger's queue alone.
final class LedgerWork<T: Sendable>: LedgerJob, @unchecked Sendable {
  private let body: @Sendable (Database) throws -> T
  private let continuation: CheckedContinuation<T, any Error>
  private var result: T?
  let isShared: Bool

  init(
    _ body: @escaping @Sendable (Database) throws -> T, isShared: Bool,
    _ continuation: CheckedContinuation<T, any Error>
  ) {
    self.isShared = isShared
    self.body = body
    self.continuation = continuation
  }

  func perform(_ database: Database) throws { result = try body(database) }

  func finish(_ error: (any Error)?) {
    switch (error, result) {
    case (let error?, _): continuation.resume(throwing: error)
    case (nil, let result?): continuation.resume(returning: result)
    case (nil, nil): preconditionFailure("a ledger job finished that was never performed")
    }
  }
}
