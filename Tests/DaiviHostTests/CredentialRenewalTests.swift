import DaiviProtocol
import DaiviSystem
import FoundationEssentials
import Synchronization
import Testing

@testable import DaiviHost

/// A module's credentials are renewed for as long as it lives.
@Suite struct CredentialRenewalTests {
  private static let now = Date(timeIntervalSince1970: 1_800_000_000)

  private static func credentials(_ id: String, lasting seconds: TimeInterval?) -> ScopedCredentials {
    ScopedCredentials(
      accessKeyID: id, secretAccessKey: "s", expiration: seconds.map { Timestamp.text(Date() + $0) })
  }

  @Test func theyAreRenewedTenMinutesBeforeTheyExpire() {
    let end = Timestamp.text(Self.now + 3600)
    let credentials = ScopedCredentials(accessKeyID: "a", secretAccessKey: "s", expiration: end)
    #expect(CredentialRenewal.delay(credentials, now: Self.now) == 3000)
  }

  @Test func aShortSessionIsRenewedInTheMiddle() {
    let end = Timestamp.text(Self.now + 900)
    let credentials = ScopedCredentials(accessKeyID: "a", secretAccessKey: "s", expiration: end)
    #expect(CredentialRenewal.delay(credentials, now: Self.now) == 450)
  }

  @Test func whatNeverExpiresIsNotRenewed() async {
    let renewal = CredentialRenewal(
      get: {
        Issue.record("asked for nothing")
        return nil
      }, give: { _ in }, report: { _ in }, sleep: { _ in })
    await renewal.run(from: Self.credentials("a", lasting: nil))
    await renewal.run(from: nil)
  }

  @Test func aFailedRenewalIsTriedAgainAndSaid() async {
    struct Down: Error {}
    let asked = Mutex(0)
    let given = Mutex<[String]>([])
    let said = Mutex<[String]>([])
    let slept = Mutex<[TimeInterval]>([])
    let renewal = CredentialRenewal(
      get: {
        let time = asked.withLock {
          $0 += 1
          return $0
        }
        if time == 1 { throw Down() }
        return Self.credentials("fresh", lasting: nil)
      },
      give: { fresh in given.withLock { $0.append(fresh.accessKeyID) } },
      report: { words in said.withLock { $0.append(words) } },
      sleep: { seconds in slept.withLock { $0.append(seconds) } })
    await renewal.run(from: Self.credentials("old", lasting: 3600))
    #expect(given.withLock { $0 } == ["fresh"])
    #expect(said.withLock { $0.count } == 1)
    #expect(slept.withLock { $0.last } == CredentialRenewal.pause)
  }
}
