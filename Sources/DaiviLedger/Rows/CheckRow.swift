import FoundationEssentials

/// What a check found.
public enum CheckStatus: String, Sendable, Codable {
  case passed, failed
  /// The check could not be made.
  case unknown
}

/// The latest result of one check of a step.
public struct CheckRow: Equatable, Sendable {
  public let module: String
  public let target: String
  public let step: String
  public let finding: CheckFinding
  public let at: Date
}

/// What a check says, as `recordChecks` takes it.
public struct CheckFinding: Equatable, Sendable {
  /// Unique within the step.
  public var id: String
  public var title: String
  public var status: CheckStatus
  /// What was expected and what was found.
  public var detail: String
  /// The ARN or name of what was looked at.
  public var resource: String?

  public init(id: String, title: String, status: CheckStatus, detail: String = "", resource: String? = nil) {
    self.id = id
    self.title = title
    self.status = status
    self.detail = detail
    self.resource = resource
  }
}
