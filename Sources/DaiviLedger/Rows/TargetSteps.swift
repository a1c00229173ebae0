/// The steps of a target in the release that last ran it, in their order.
public struct TargetSteps: Equatable, Sendable, Codable {
  public var module: String
  public var target: String
  /// That release.
  public var moduleVersion: String
  public var steps: [String]

  public init(module: String, target: String, moduleVersion: String, steps: [String]) {
    self.module = module
    self.target = target
    self.moduleVersion = moduleVersion
    self.steps = steps
  }
}
