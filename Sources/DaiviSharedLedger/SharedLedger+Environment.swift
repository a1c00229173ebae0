import DaiviAccess
import DaiviEngine
import DaiviSystem

extension SharedLedger {
  /// The shared ledger of an environment; nil where the ledger lies on each machine alone.
  /// - Parameter note: told what a person should know.
  public static func of(
    _ access: EnvironmentAccess, note: @escaping @Sendable (String) -> Void
  ) throws -> SharedLedger? {
    guard access.environment.sharesLedger == true else { return nil }
    let bucket = Backend(access.environment.module).ledgerBucket
    return SharedLedger(
      store: S3Store(aws: access.aws, bucket: bucket), terms: try LeaseTerms(ProcessEnvironment.variables()), note: note
    )
  }
}

extension LeaseTerms {
  /// The variable that changes how long a dead machine keeps others waiting, in seconds.
  public static let variable = "DAIVI_LEDGER_LOCK_SECONDS"

  /// 60 s unless the variable says otherwise. Throws `CommandError` (usage) for what is no time or too short to renew in.
  init(_ variables: [String: String]) throws {
    guard let text = variables[Self.variable] else {
      self.init()
      return
    }
    guard let seconds = Int(text), (6...3600).contains(seconds) else {
      throw CommandError(.usage, "\(Self.variable) must be a number of seconds from 6 to 3600, not '\(text)'")
    }
    self.init(timeToLive: .seconds(seconds))
  }
}
