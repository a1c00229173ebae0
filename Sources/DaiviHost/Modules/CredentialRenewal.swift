import DaiviProtocol
import DaiviSystem
import FoundationEssentials

/// Gives a module fresh credentials before the ones it has expire, for as long as it lives: a wait may be longer than
/// a session.
struct CredentialRenewal: Sendable {
  /// Renewed so long before their end.
  static let margin: TimeInterval = 600
  /// A renewal that failed is tried again after this time.
  static let pause: TimeInterval = 30

  let get: @Sendable () async throws -> ScopedCredentials?
  let give: @Sendable (ScopedCredentials) async throws -> Void
  let report: @Sendable (String) -> Void
  let sleep: @Sendable (TimeInterval) async throws -> Void

  /// Seconds until credentials should be renewed; nil when they never expire.
  static func delay(_ credentials: ScopedCredentials?, now: Date) -> TimeInterval? {
    guard let end = credentials?.expiration.flatMap(Timestamp.date) else { return nil }
    let left = end.timeIntervalSince(now)
    // A short session is renewed in the middle of its life.
    return max(1, left > 2 * margin ? left - margin : left / 2)
  }

  /// Runs until it is cancelled or nothing is left to renew.
  func run(from first: ScopedCredentials?) async {
    var current = first
    var delay = Self.delay(current, now: Date())
    while let seconds = delay {
      do {
        try await sleep(seconds)
        guard let fresh = try await get() else { return }
        try await give(fresh)
        current = fresh
        delay = Self.delay(current, now: Date())
      } catch {
        if error is CancellationError || Task.isCancelled { return }
        report("credentials could not be renewed yet: \(error)")
        delay = Self.pause
      }
    }
  }
}
