import FoundationEssentials

/// Where a target stands.
public enum TargetStatus: String, Sendable, Codable {
  case done, failed
  /// At work, at a gate, or interrupted.
  case running
}

/// The present state of a target that was ever deployed and not destroyed since.
public struct TargetState: Equatable, Sendable {
  public var module: String
  public var target: String
  public var status: TargetStatus
  public var fingerprint: String
  /// The release of the module that deployed it; what destroys it when a later release drops the target.
  public var moduleVersion: String
  public var deployment: DeploymentID?
  /// When it was recorded; set by the ledger.
  public var updatedAt: Date

  public init(
    module: String, target: String, status: TargetStatus, fingerprint: String, moduleVersion: String,
    deployment: DeploymentID? = nil, updatedAt: Date = .distantPast
  ) {
    self.module = module
    self.target = target
    self.status = status
    self.fingerprint = fingerprint
    self.moduleVersion = moduleVersion
    self.deployment = deployment
    self.updatedAt = updatedAt
  }
}

/// One output of a target.
public struct OutputRow: Equatable, Sendable {
  public let module: String
  public let target: String
  public let step: String
  public let name: String
  public let value: String
}
