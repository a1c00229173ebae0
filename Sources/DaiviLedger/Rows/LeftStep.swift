/// A step that an upgrade dropped from a target that stays. What it made may still be there.
public struct LeftStep: Equatable, Sendable, Codable {
  public var module: String
  public var target: String
  public var step: String
  /// The latest release of the module that had the step: what takes away what it made.
  public var moduleVersion: String
  /// Its last attempt when it was dropped. A later one is of a release that has the step again.
  public var attempt: AttemptID
  /// What it offered last; what it made may be named by it.
  public var outputs: [String: String]

  public init(
    module: String, target: String, step: String, moduleVersion: String, attempt: AttemptID,
    outputs: [String: String] = [:]
  ) {
    self.module = module
    self.target = target
    self.step = step
    self.moduleVersion = moduleVersion
    self.attempt = attempt
    self.outputs = outputs
  }
}
