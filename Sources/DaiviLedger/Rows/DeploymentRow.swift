import FoundationEssentials

/// The number of a deployment in its environment's ledger, counted from 1; what users type.
public struct DeploymentID: RawRepresentable, Hashable, Sendable, Codable {
  public let rawValue: Int64
  public init(rawValue: Int64) { self.rawValue = rawValue }
}

/// Which command a deployment records.
public enum DeploymentKind: String, Sendable, Codable {
  case deploy, destroy, plan, verify
}

/// How a deployment ended.
public enum DeploymentOutcome: String, Sendable, Codable {
  case succeeded, failed
  /// Stopped by its user.
  case cancelled
  /// Its process died; noticed by the next one.
  case interrupted
  /// Only time and person gates are left.
  case waiting
}

/// One run of a command that changes or checks the environment.
public struct DeploymentRow: Equatable, Sendable {
  public let id: DeploymentID
  public let kind: DeploymentKind
  /// The targets as the user selected them; empty for all.
  public let selection: [String]
  public let hostVersion: String
  public let startedAt: Date
  /// nil while it runs.
  public let finishedAt: Date?
  public let outcome: DeploymentOutcome?
}
