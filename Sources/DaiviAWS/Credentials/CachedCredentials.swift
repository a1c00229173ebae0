import FoundationEssentials

/// Keeps keys until shortly before they expire; however many tasks ask, one refresh is under way at a time.
///
/// The actor guards the keys at hand and the refresh in flight.
public actor CachedCredentials: CredentialsProvider {
  /// Keys that expire sooner are renewed, but are used when that fails.
  private static let advisory: TimeInterval = 300
  /// Keys that expire sooner are not used.
  private static let mandatory: TimeInterval = 30

  private let source: any CredentialsProvider
  private let clock: AWSClock
  private var current: AWSCredentials?
  private var refresh: Task<AWSCredentials, any Error>?

  public init(_ source: any CredentialsProvider, clock: AWSClock = .system) {
    self.source = source
    self.clock = clock
  }

  public func credentials() async throws -> AWSCredentials {
    if let current, isValid(current, for: Self.advisory) { return current }
    // Not a child of the asking task: its cancellation must not take the keys from the others who wait.
    let task = refresh ?? Task { [source] in try await source.credentials() }
    refresh = task
    do {
      let fresh = try await task.value
      if refresh == task {
        refresh = nil
        current = fresh
      }
      return fresh
    } catch {
      if refresh == task { refresh = nil }
      if let current, isValid(current, for: Self.mandatory) { return current }
      throw error
    }
  }

  public func invalidate(_ credentials: AWSCredentials) async {
    if current == credentials { current = nil }
    await source.invalidate(credentials)
  }

  private func isValid(_ credentials: AWSCredentials, for seconds: TimeInterval) -> Bool {
    guard let expiration = credentials.expiration else { return true }
    return expiration.timeIntervalSince(clock.now()) > seconds
  }
}
