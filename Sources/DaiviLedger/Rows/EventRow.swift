import FoundationEssentials

/// Something that happened in a deployment, in the words a user saw.
public struct EventRow: Equatable, Sendable {
  /// Rises within a ledger; what `events(deployment:after:)` continues from. 0 until recorded.
  public let id: Int64
  public let deployment: DeploymentID
  public let at: Date
  public let module: String?
  public let target: String?
  public let step: String?
  /// The event's kind in the host's event stream.
  public let kind: String
  public let message: String

  /// An event to append.
  public init(
    deployment: DeploymentID, at: Date, module: String? = nil, target: String? = nil, step: String? = nil,
    kind: String, message: String
  ) {
    self.init(
      id: 0, deployment: deployment, at: at, module: module, target: target, step: step, kind: kind, message: message)
  }

  init(
    id: Int64, deployment: DeploymentID, at: Date, module: String?, target: String?, step: String?, kind: String,
    message: String
  ) {
    self.id = id
    self.deployment = deployment
    self.at = at
    self.module = module
    self.target = target
    self.step = step
    self.kind = kind
    self.message = message
  }
}
