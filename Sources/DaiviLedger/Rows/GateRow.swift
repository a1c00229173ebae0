import FoundationEssentials

/// What a gate waits for.
public enum GateKind: String, Sendable, Codable {
  /// Something in the account; awaited inside the run.
  case condition
  /// A moment; ends the run.
  case time
  /// A person who follows the instructions and confirms; ends the run.
  case person
}

/// Whether a gate lets its target go on.
public enum GateState: String, Sendable, Codable {
  case waiting, open, rejected
}

/// A gate and its state.
public struct GateRow: Equatable, Sendable {
  public var module: String
  public var target: String
  public var step: String
  public var kind: GateKind
  public var state: GateState
  public var instructions: String
  /// When a time gate opens, or a waiting gate is worth another look.
  public var opensAt: Date?
  /// Who confirmed or rejected it.
  public var confirmedBy: String?
  /// When it came into this state; kept while the state stays the same.
  public var since: Date

  public init(
    module: String, target: String, step: String, kind: GateKind, state: GateState, instructions: String = "",
    opensAt: Date? = nil, confirmedBy: String? = nil, since: Date
  ) {
    self.module = module
    self.target = target
    self.step = step
    self.kind = kind
    self.state = state
    self.instructions = instructions
    self.opensAt = opensAt
    self.confirmedBy = confirmedBy
    self.since = since
  }
}
