import Synchronization

/// The retries that a client may still make, so that many tasks do not hammer a service that is down.
///
/// 500 tokens; a retry takes 5, one after a timeout 10; a success gives back what its last retry took, or 1.
final class RetryQuota: Sendable {
  static let capacity = 500
  static let retryCost = 5
  static let timeoutCost = 10

  private let available = Mutex(RetryQuota.capacity)

  var tokens: Int { available.withLock { $0 } }

  /// The tokens taken, or nil when there are too few.
  func acquire(afterTimeout: Bool) -> Int? {
    let cost = afterTimeout ? Self.timeoutCost : Self.retryCost
    return available.withLock { available in
      guard available >= cost else { return nil }
      available -= cost
      return cost
    }
  }

  func release(_ cost: Int?) {
    available.withLock { $0 = min(Self.capacity, $0 + (cost ?? 1)) }
  }
}
