/// Parameters of `step/verify`: the inputs the step last ran with, its own outputs among them.
public struct StepVerifyParams: Codable, Sendable {
  public var target: String
  public var step: String
  public var inputs: [String: String]

  public init(target: String, step: String, inputs: [String: String]) {
    self.target = target
    self.step = step
    self.inputs = inputs
  }
}

public struct StepVerifyResult: Codable, Sendable {
  public var checks: [CheckResult]

  public init(checks: [CheckResult]) { self.checks = checks }
}

/// What a live check saw.
public struct CheckResult: Codable, Hashable, Sendable {
  public enum Status: String, Codable, Sendable { case passed, failed, unknown }

  public var id: String
  public var title: String
  public var status: Status
  /// What is wrong, or what a stand-in cannot show.
  public var detail: String?
  /// The resource the check is about.
  public var resource: String?

  public init(id: String, title: String, status: Status, detail: String? = nil, resource: String? = nil) {
    self.id = id
    self.title = title
    self.status = status
    self.detail = detail
    self.resource = resource
  }
}

/// Parameters of `gate/check`.
public struct GateCheckParams: Codable, Sendable {
  public var target: String
  public var step: String
  public var inputs: [String: String]

  public init(target: String, step: String, inputs: [String: String]) {
    self.target = target
    self.step = step
    self.inputs = inputs
  }
}

public struct GateCheckResult: Codable, Sendable {
  public enum State: String, Codable, Sendable { case waiting, open, rejected }

  public var state: State
  public var detail: String?

  public init(state: State, detail: String? = nil) {
    self.state = state
    self.detail = detail
  }
}

/// Parameters and results that carry nothing.
public struct Empty: Codable, Hashable, Sendable {
  public init() {}
}
