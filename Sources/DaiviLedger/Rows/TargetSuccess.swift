/// The latest success of any step of a target.
public struct TargetSuccess: Equatable, Sendable {
  public let module: String
  public let target: String
  public let attempt: AttemptID
}
