import DaiviAWS
import FoundationEssentials
import Synchronization

/// Numbers the keys it hands out.
final class CountingCredentials: CredentialsProvider {
  private let state = Mutex(0)
  private let lifetime: @Sendable () -> Date?
  private let delay: @Sendable () async -> Void

  init(expiration: @escaping @Sendable () -> Date? = { nil }, delay: @escaping @Sendable () async -> Void = {}) {
    lifetime = expiration
    self.delay = delay
  }

  var count: Int { state.withLock { $0 } }

  func credentials() async throws -> AWSCredentials {
    let number = state.withLock { count in
      count += 1
      return count
    }
    await delay()
    return AWSCredentials(
      accessKeyID: "AKID", secretAccessKey: "secret", sessionToken: "token-\(number)", expiration: lifetime())
  }
}
