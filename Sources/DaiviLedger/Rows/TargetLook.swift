/// That a target was looked at live after something it needs was done again.
public struct TargetLook: Equatable, Sendable, Codable {
  public var module: String
  public var target: String
  /// The latest successes, then, of what the target needs.
  public var after: [AttemptID]

  public init(module: String, target: String, after: [AttemptID]) {
    self.module = module
    self.target = target
    self.after = after
  }
}
