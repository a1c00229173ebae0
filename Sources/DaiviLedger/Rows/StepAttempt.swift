import FoundationEssentials

/// The number of an attempt in its ledger. It is never given twice, also where the ledger goes from machine to machine:
/// of two attempts the one with the higher number was intended later.
public struct AttemptID: RawRepresentable, Hashable, Comparable, Sendable, Codable {
  public let rawValue: Int64
  public init(rawValue: Int64) { self.rawValue = rawValue }

  public static func < (lhs: AttemptID, rhs: AttemptID) -> Bool { lhs.rawValue < rhs.rawValue }
}

/// What a step is asked to do.
public enum StepAction: String, Sendable, Codable {
  case apply, destroy
}

/// What became of an attempt.
public enum AttemptOutcome: String, Sendable, Codable {
  case succeeded, failed
  /// Nobody can say; a person decides.
  case unknown
  /// A later attempt took its place.
  case superseded
}

/// What is about to be done. Recorded before the step is sent.
public struct StepIntent: Equatable, Sendable {
  public var deployment: DeploymentID
  public var module: String
  public var target: String
  public var step: String
  public var action: StepAction
  /// The idempotency token that travels with the step to AWS.
  public var token: String
  public var fingerprint: String
  /// The step's inputs as a JSON object; no secrets, only the ARNs that stand for them.
  public var inputs: String

  public init(
    deployment: DeploymentID, module: String, target: String, step: String, action: StepAction = .apply,
    token: String, fingerprint: String, inputs: String = "{}"
  ) {
    self.deployment = deployment
    self.module = module
    self.target = target
    self.step = step
    self.action = action
    self.token = token
    self.fingerprint = fingerprint
    self.inputs = inputs
  }
}

/// An intent and, once there is one, its outcome.
public struct StepAttempt: Equatable, Sendable {
  public let id: AttemptID
  public let intent: StepIntent
  public let startedAt: Date
  /// nil while the attempt is open.
  public let outcome: AttemptOutcome?
  public let finishedAt: Date?
  /// One line for people.
  public let detail: String?
  /// The error as JSON, when it failed.
  public let error: String?
  /// The resources it touched as JSON.
  public let resources: String?
}

/// How an attempt ended, as `recordOutcome` takes it.
public struct StepEnding: Equatable, Sendable {
  public var outcome: AttemptOutcome
  public var detail: String
  /// The error as JSON.
  public var error: String?
  /// The resources it touched as JSON.
  public var resources: String
  /// What the step offers to others; replaces what it offered before. Kept only when it succeeded.
  public var outputs: [String: String]

  public init(
    _ outcome: AttemptOutcome, detail: String = "", error: String? = nil, resources: String = "[]",
    outputs: [String: String] = [:]
  ) {
    self.outcome = outcome
    self.detail = detail
    self.error = error
    self.resources = resources
    self.outputs = outputs
  }
}
