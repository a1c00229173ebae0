/// Parameters of `step/plan`.
public struct StepPlanParams: Codable, Sendable {
  public var target: String
  public var step: String
  /// Values known now.
  public var inputs: [String: String]
  /// Inputs that no target has given yet: name to the target that will.
  public var unknown: [String: TargetID]
  /// Asks what `step/destroy` would take away, instead of what `step/apply` would do; absent: apply.
  public var destroy: Bool?
  /// A check of this step failed, so `step/apply` would be told to put back what drifted; absent: none did.
  public var repair: Bool?

  public init(
    target: String, step: String, inputs: [String: String], unknown: [String: TargetID] = [:], destroy: Bool? = nil,
    repair: Bool? = nil
  ) {
    self.target = target
    self.step = step
    self.inputs = inputs
    self.unknown = unknown
    self.destroy = destroy
    self.repair = repair
  }
}

public struct StepPlanResult: Codable, Sendable {
  public var changes: [PlannedChange]

  public init(changes: [PlannedChange]) { self.changes = changes }
}

/// One line of a plan.
public struct PlannedChange: Codable, Hashable, Sendable {
  public enum Action: String, Codable, Sendable { case create, update, replace, delete, run, skip, waiting }

  public var action: Action
  /// CloudFormation type, or the kind of step.
  public var type: String
  public var name: String
  public var detail: String?

  public init(action: Action, type: String, name: String, detail: String? = nil) {
    self.action = action
    self.type = type
    self.name = name
    self.detail = detail
  }
}

/// Parameters of `step/apply` and `step/destroy`.
public struct StepApplyParams: Codable, Sendable {
  public var target: String
  public var step: String
  /// Names this attempt; the same after a crash.
  public var token: String
  /// The token was sent before and nobody knows what became of it: ask AWS first.
  public var resume: Bool
  /// A check of this step failed: put back what drifted.
  public var repair: Bool
  public var inputs: [String: String]

  public init(
    target: String, step: String, token: String, resume: Bool = false, repair: Bool = false,
    inputs: [String: String] = [:]
  ) {
    self.target = target
    self.step = step
    self.token = token
    self.resume = resume
    self.repair = repair
    self.inputs = inputs
  }
}

public struct StepApplyResult: Codable, Sendable {
  public enum Outcome: String, Codable, Sendable { case succeeded, failed, cancelled, unknown }

  public var outcome: Outcome
  /// Values for later steps and other targets; never secrets.
  public var outputs: [String: String]
  public var resources: [ResourceRecord]
  /// One line on what was done, such as `no changes`.
  public var detail: String?
  /// Present unless succeeded.
  public var error: StepError?

  public init(
    outcome: Outcome, outputs: [String: String] = [:], resources: [ResourceRecord] = [], detail: String? = nil,
    error: StepError? = nil
  ) {
    self.outcome = outcome
    self.outputs = outputs
    self.resources = resources
    self.detail = detail
    self.error = error
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      outcome: try container.decode(Outcome.self, forKey: .outcome),
      outputs: try container.decodeIfPresent([String: String].self, forKey: .outputs) ?? [:],
      resources: try container.decodeIfPresent([ResourceRecord].self, forKey: .resources) ?? [],
      detail: try container.decodeIfPresent(String.self, forKey: .detail),
      error: try container.decodeIfPresent(StepError.self, forKey: .error))
  }
}

/// Something a step made or found.
public struct ResourceRecord: Codable, Hashable, Sendable {
  public var type: String
  public var id: String

  public init(type: String, id: String) {
    self.type = type
    self.id = id
  }
}

/// Why a step failed, in the words a user needs.
public struct StepError: Codable, Error, Hashable, Sendable, CustomStringConvertible {
  /// What failed and where.
  public var message: String
  /// AWS service, operation, error code and request id, when AWS said no.
  public var service: String?
  public var operation: String?
  public var code: String?
  public var requestID: String?
  /// What to do or type next.
  public var hint: String?

  public init(
    message: String, service: String? = nil, operation: String? = nil, code: String? = nil, requestID: String? = nil,
    hint: String? = nil
  ) {
    self.message = message
    self.service = service
    self.operation = operation
    self.code = code
    self.requestID = requestID
    self.hint = hint
  }

  public var description: String {
    var text = message
    if let requestID { text += " (request \(requestID))" }
    return text
  }
}
