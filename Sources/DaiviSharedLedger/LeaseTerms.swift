/// How long a hold on the shared ledger lasts.
public struct LeaseTerms: Hashable, Sendable {
  /// From S3's acceptance of the lock object until others may take it over.
  public var timeToLive: Duration
  /// How long before its end whoever could not renew stops: a quarter. Modules are given up to 6 s to leave, so lives
  /// under 24 s are for trying it out.
  public var margin: Duration
  /// What a taker waits beyond the end: S3 tells its time in whole seconds.
  public var grace: Duration

  public init(timeToLive: Duration = .seconds(60)) {
    self.timeToLive = timeToLive
    margin = timeToLive / 4
    grace = .seconds(2)
  }

  /// What is said when a hold is lost.
  public static let lossWords = LedgerLease.notRenewed

  /// How often it is renewed.
  public var renewal: Duration { timeToLive / 3 }
}
