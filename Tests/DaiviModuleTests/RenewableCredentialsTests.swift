import DaiviAWS
import DaiviProtocol
import DaiviSystem
import FoundationEssentials
import Synchronization
import Testing

@testable import DaiviModule

/// A session that has ended is not handed out: the host brings another, and that is waited for.
@Suite(.timeLimit(.minutes(10))) struct RenewableCredentialsTests {
  /// A clock that goes on when it is told to.
  private final class Clock: Sendable {
    private let state = Mutex(Date(timeIntervalSince1970: 1_800_000_000))
    var now: Date { state.withLock { $0 } }
    func advance(_ seconds: TimeInterval) { state.withLock { $0.addTimeInterval(seconds) } }

    /// - Parameter pause: what happens in each; it takes a moment.
    func clock(_ pause: @escaping @Sendable () -> Void = {}) -> AWSClock {
      AWSClock(
        now: { self.now },
        sleep: { _ in
          pause()
          try await Task.sleep(for: .milliseconds(1))
        })
    }
  }

  private let clock = Clock()

  private func session(_ name: String, seconds: TimeInterval?) -> ScopedCredentials {
    ScopedCredentials(
      accessKeyID: name, secretAccessKey: "secret", sessionToken: "token-\(name)",
      expiration: seconds.map { Timestamp.text(clock.now.addingTimeInterval($0)) })
  }

  @Test func aSessionIsHandedOutUntilItsEnd() async throws {
    let credentials = RenewableCredentials(session("first", seconds: 3600), clock: clock.clock())
    #expect(try await credentials.credentials().accessKeyID == "first")
    clock.advance(3599)
    #expect(try await credentials.credentials().accessKeyID == "first")
  }

  @Test func afterItsEndTheNextIsWaitedFor() async throws {
    let next = session("second", seconds: 7200)
    let (pauses, asleep) = AsyncStream.makeStream(of: Void.self)
    let credentials = RenewableCredentials(session("first", seconds: 60), clock: clock.clock { asleep.yield() })
    clock.advance(61)
    let asked = Task { try await credentials.credentials().accessKeyID }
    for await _ in pauses { break }
    await credentials.replace(next)
    #expect(try await asked.value == "second")
  }

  /// What AWS refuses as expired is not tried again, before the end that the host named too.
  @Test func aSessionThatAWSCallsExpiredIsNotTriedAgain() async throws {
    let next = session("second", seconds: 7200)
    let (pauses, asleep) = AsyncStream.makeStream(of: Void.self)
    let credentials = RenewableCredentials(session("first", seconds: 3600), clock: clock.clock { asleep.yield() })
    await credentials.invalidate(try await credentials.credentials())
    let asked = Task { try await credentials.credentials() }
    for await _ in pauses { break }
    await credentials.replace(next)
    let fresh = try await asked.value
    #expect(fresh.accessKeyID == "second")
    // Another request that was under way is refused later.
    await credentials.invalidate(
      AWSCredentials(accessKeyID: "first", secretAccessKey: "secret", sessionToken: "token-first", source: "host"))
    #expect(try await credentials.credentials() == fresh)
  }

  @Test func theWaitHasAnEnd() async throws {
    let time = clock
    let credentials = RenewableCredentials(session("first", seconds: 60), clock: clock.clock { time.advance(30) })
    clock.advance(61)
    let begin = clock.now
    let error = await #expect(throws: CredentialsError.self) { try await credentials.credentials() }
    #expect(error?.message.contains("has expired") == true)
    #expect(clock.now.timeIntervalSince(begin) == 300)
  }

  @Test func aCancelledStepWaitsNoLonger() async throws {
    let (pauses, asleep) = AsyncStream.makeStream(of: Void.self)
    let credentials = RenewableCredentials(
      session("first", seconds: 60), patience: .infinity, clock: clock.clock { asleep.yield() })
    clock.advance(61)
    let asked = Task { try await credentials.credentials() }
    for await _ in pauses { break }
    asked.cancel()
    await #expect(throws: CancellationError.self) { try await asked.value }
  }

  /// Nobody brings others: waiting would be in vain.
  @Test func keysWithoutAnEndAreTriedAgain() async throws {
    let credentials = RenewableCredentials(session("first", seconds: nil), clock: clock.clock())
    await credentials.invalidate(try await credentials.credentials())
    #expect(try await credentials.credentials().accessKeyID == "first")
  }

  /// This machine's clock may be wrong; then AWS says when they have ended.
  @Test func aSessionThatComesExpiredIsTried() async throws {
    let credentials = RenewableCredentials(session("first", seconds: -60), clock: clock.clock())
    #expect(try await credentials.credentials().accessKeyID == "first")
  }

  @Test func withoutCredentialsNobodyWaits() async throws {
    let error = await #expect(throws: CredentialsError.self) {
      try await RenewableCredentials(nil, clock: clock.clock()).credentials()
    }
    #expect(error?.message == "the host gave this module no credentials")
  }
}
