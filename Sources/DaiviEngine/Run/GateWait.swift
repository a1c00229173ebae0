import DaiviProtocol
import FoundationEssentials

/// A gate that ends a run: what it waits for, and until when.
public struct GateWait: Error, Sendable, Hashable {
  public var target: TargetID
  public var step: String
  public var kind: GateDeclaration.Kind
  public var instructions: String
  /// When a time gate opens.
  public var opensAt: Date?

  public init(
    target: TargetID, step: String, kind: GateDeclaration.Kind, instructions: String, opensAt: Date? = nil
  ) {
    self.target = target
    self.step = step
    self.kind = kind
    self.instructions = instructions
    self.opensAt = opensAt
  }
}
