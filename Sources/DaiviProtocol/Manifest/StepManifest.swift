/// One piece of a target; the engine drives the pieces one by one.
public struct StepManifest: Codable, Hashable, Sendable {
  public enum Resume: String, Codable, Sendable {
    /// The module can find out what became of a token.
    case ask
    /// Doing it twice is harmless.
    case `repeat`
    /// Neither: after a crash the outcome is unknown and a person decides.
    case unknown
  }

  /// Unique in the target.
  public var id: String
  /// `stack`, `upload`, `job-run`, `data-quality-run`, `grant`, `parameter`, `check`, `gate` or `custom`; for people and reports.
  public var kind: String
  /// One line for people.
  public var title: String
  /// Digest of what the module brings to the step: template, script, revision. A change runs the step again.
  public var fingerprint: String
  public var resume: Resume
  /// Names of the module parameters the step reads; their values are part of the fingerprint.
  public var parameters: [String]
  /// Names of the inputs the step reads; absent: all of the target's.
  public var inputs: [String]?
  /// Counted resources taken for the step's time, such as `glue-dpu: 10`.
  public var limits: [String: Int]
  /// Account singletons only one step may touch at a time, such as `lakeformation-settings`.
  public var singletons: [String]
  /// What `step/verify` reports on.
  public var checks: [CheckDeclaration]
  /// Hard maximum for one request, in seconds.
  public var maxSeconds: Int
  /// Present on gates.
  public var gate: GateDeclaration?

  public init(
    id: String, kind: String, title: String, fingerprint: String, resume: Resume = .repeat, parameters: [String] = [],
    inputs: [String]? = nil, limits: [String: Int] = [:], singletons: [String] = [], checks: [CheckDeclaration] = [],
    maxSeconds: Int = 7200, gate: GateDeclaration? = nil
  ) {
    self.id = id
    self.kind = kind
    self.title = title
    self.fingerprint = fingerprint
    self.resume = resume
    self.parameters = parameters
    self.inputs = inputs
    self.limits = limits
    self.singletons = singletons
    self.checks = checks
    self.maxSeconds = maxSeconds
    self.gate = gate
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      id: try container.decode(String.self, forKey: .id),
      kind: try container.decodeIfPresent(String.self, forKey: .kind) ?? "custom",
      title: try container.decodeIfPresent(String.self, forKey: .title) ?? "",
      fingerprint: try container.decodeIfPresent(String.self, forKey: .fingerprint) ?? "",
      resume: try container.decodeIfPresent(Resume.self, forKey: .resume) ?? .repeat,
      parameters: try container.decodeIfPresent([String].self, forKey: .parameters) ?? [],
      inputs: try container.decodeIfPresent([String].self, forKey: .inputs),
      limits: try container.decodeIfPresent([String: Int].self, forKey: .limits) ?? [:],
      singletons: try container.decodeIfPresent([String].self, forKey: .singletons) ?? [],
      checks: try container.decodeIfPresent([CheckDeclaration].self, forKey: .checks) ?? [],
      maxSeconds: try container.decodeIfPresent(Int.self, forKey: .maxSeconds) ?? 7200,
      gate: try container.decodeIfPresent(GateDeclaration.self, forKey: .gate))
  }
}

/// A live check a step promises.
public struct CheckDeclaration: Codable, Hashable, Sendable {
  public var id: String
  public var title: String

  public init(id: String, title: String) {
    self.id = id
    self.title = title
  }
}

/// What a gate waits for.
public struct GateDeclaration: Codable, Hashable, Sendable {
  public enum Kind: String, Codable, Sendable { case condition, time, person }

  public var kind: Kind
  /// What a person has to do, or what is waited for.
  public var instructions: String
  /// Time gates: seconds until it opens. Condition gates: the limit.
  public var seconds: Int?
  /// Person gates: the module can tell itself whether it was done, so `gate/check` is asked first.
  public var canTell: Bool

  public init(kind: Kind, instructions: String, seconds: Int? = nil, canTell: Bool = false) {
    self.kind = kind
    self.instructions = instructions
    self.seconds = seconds
    self.canTell = canTell
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      kind: try container.decode(Kind.self, forKey: .kind),
      instructions: try container.decodeIfPresent(String.self, forKey: .instructions) ?? "",
      seconds: try container.decodeIfPresent(Int.self, forKey: .seconds),
      canTell: try container.decodeIfPresent(Bool.self, forKey: .canTell) ?? false)
  }
}
