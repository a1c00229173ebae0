/// How long a target took when it last ran.
public struct TargetDuration: Equatable, Sendable {
  public var module: String
  public var target: String
  public var seconds: Double
}
