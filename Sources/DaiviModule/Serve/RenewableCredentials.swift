import DaiviAWS
import DaiviProtocol
import DaiviSystem
import FoundationEssentials

/// Credentials a connection can renew. Keys that have ended are handed out no more: whoever asks waits until the host
/// gave others, which it tries each half minute. The actor guards the current ones.
actor RenewableCredentials: CredentialsProvider {
  private struct Keys {
    var value: AWSCredentials
    /// When they are not to be used any more; nil: AWS will say so.
    var end: Date?
    /// Whether the host brings others after them: it does where they have an end.
    var areRenewed: Bool
  }

  private static let pause = Duration.milliseconds(500)

  private let clock: AWSClock
  private let patience: TimeInterval
  private var current: Keys?

  /// - Parameter patience: seconds that fresh keys are waited for.
  init(_ first: ScopedCredentials?, patience: TimeInterval = 300, clock: AWSClock = .system) {
    self.clock = clock
    self.patience = patience
    current = first.map { Self.keys($0, now: clock.now()) }
  }

  func replace(_ fresh: ScopedCredentials) { current = Self.keys(fresh, now: clock.now()) }

  /// - Throws: `CredentialsError` where there are none, or none that work came in time; `CancellationError`.
  func credentials() async throws -> AWSCredentials {
    let limit = clock.now().addingTimeInterval(patience)
    while true {
      guard let current else {
        throw CredentialsError(provider: "host", message: "the host gave this module no credentials")
      }
      let now = clock.now()
      guard let end = current.end, end <= now else { return current.value }
      guard now < limit else {
        throw CredentialsError(
          provider: "host",
          message: "the session has expired, and the host has given this module no other for \(Int(patience)) s")
      }
      try await clock.sleep(Self.pause)
    }
  }

  /// AWS said that they have ended. Without an end the host brings no others, and they may as well be tried again.
  func invalidate(_ credentials: AWSCredentials) async {
    guard let current, current.areRenewed, current.value == credentials else { return }
    self.current?.end = .distantPast
  }

  /// Where they have ended before they came, this machine's clock is wrong: it is not asked again.
  private static func keys(_ given: ScopedCredentials, now: Date) -> Keys {
    let expiration = given.expiration.flatMap(Timestamp.date)
    return Keys(
      value: AWSCredentials(
        accessKeyID: given.accessKeyID, secretAccessKey: given.secretAccessKey, sessionToken: given.sessionToken,
        expiration: expiration, source: "host"),
      end: expiration.flatMap { $0 > now ? $0 : nil }, areRenewed: expiration != nil)
  }
}
