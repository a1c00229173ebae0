import FoundationEssentials
import Synchronization
import Testing

@testable import DaiviAWS

/// Keys are fetched once, and again in time.
struct CachedCredentialsTests {
  @Test func keysWithoutEndAreFetchedOnce() async throws {
    let source = CountingCredentials()
    let cache = CachedCredentials(source, clock: FakeClock().clock)
    _ = try await cache.credentials()
    _ = try await cache.credentials()
    #expect(source.count == 1)
  }

  @Test func keysAreRenewedFiveMinutesBeforeTheirEnd() async throws {
    let clock = FakeClock()
    let source = CountingCredentials(expiration: { clock.clock.now().addingTimeInterval(3600) })
    let cache = CachedCredentials(source, clock: clock.clock)
    _ = try await cache.credentials()
    clock.advance(seconds: 3600 - 301)
    #expect(try await cache.credentials().sessionToken == "token-1")
    clock.advance(seconds: 2)
    #expect(try await cache.credentials().sessionToken == "token-2")
  }

  @Test func manyTasksShareOneRefresh() async throws {
    let (gate, opener) = AsyncStream<Void>.makeStream()
    let source = CountingCredentials(delay: { for await _ in gate { break } })
    let cache = CachedCredentials(source, clock: FakeClock().clock)
    let tokens = try await withThrowingTaskGroup(of: String?.self) { group in
      for _ in 0..<20 { group.addTask { try await cache.credentials().sessionToken } }
      opener.yield()
      return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
    }
    #expect(tokens == ["token-1"])
    #expect(source.count == 1)
  }

  @Test func aFailedRefreshLeavesKeysThatStillWork() async throws {
    let clock = FakeClock()
    let end = clock.clock.now().addingTimeInterval(600)
    let source = FailingAfterFirst(expiration: end)
    let cache = CachedCredentials(source, clock: clock.clock)
    _ = try await cache.credentials()
    clock.advance(seconds: 500)
    #expect(try await cache.credentials().accessKeyID == "FIRST")
    clock.advance(seconds: 80)
    await #expect(throws: CredentialsError.self) { try await cache.credentials() }
  }

  private final class FailingAfterFirst: CredentialsProvider {
    private let used = Mutex(false)
    private let expiration: Date

    init(expiration: Date) { self.expiration = expiration }

    func credentials() async throws -> AWSCredentials {
      guard
        !used.withLock({ used in
          defer { used = true }
          return used
        })
      else { throw CredentialsError(provider: "test", message: "out of order") }
      return AWSCredentials(accessKeyID: "FIRST", secretAccessKey: "s", expiration: expiration)
    }
  }
}
