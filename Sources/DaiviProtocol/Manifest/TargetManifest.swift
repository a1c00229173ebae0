/// The unit a user names: ordered steps, what it needs of other targets and what it gives them.
public struct TargetManifest: Codable, Hashable, Sendable {
  /// The guide's name, such as `deploy-kms-keys`; unique in the module.
  public var name: String
  /// One line for people.
  public var title: String
  /// Section of the deployment guide, such as `9`.
  public var guide: String?
  /// Targets that must be finished first although no value flows.
  public var after: [TargetID]
  /// Values taken from other targets' outputs; each is an edge too.
  public var inputs: [InputDeclaration]
  /// Names of the outputs the steps give.
  public var outputs: [String]
  /// When the target applies; absent: always.
  public var when: TargetCondition?
  public var steps: [StepManifest]

  public init(
    name: String, title: String, guide: String? = nil, after: [TargetID] = [], inputs: [InputDeclaration] = [],
    outputs: [String] = [], when: TargetCondition? = nil, steps: [StepManifest]
  ) {
    self.name = name
    self.title = title
    self.guide = guide
    self.after = after
    self.inputs = inputs
    self.outputs = outputs
    self.when = when
    self.steps = steps
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      name: try container.decode(String.self, forKey: .name),
      title: try container.decodeIfPresent(String.self, forKey: .title) ?? "",
      guide: try container.decodeIfPresent(String.self, forKey: .guide),
      after: try container.decodeIfPresent([TargetID].self, forKey: .after) ?? [],
      inputs: try container.decodeIfPresent([InputDeclaration].self, forKey: .inputs) ?? [],
      outputs: try container.decodeIfPresent([String].self, forKey: .outputs) ?? [],
      when: try container.decodeIfPresent(TargetCondition.self, forKey: .when),
      steps: try container.decode([StepManifest].self, forKey: .steps))
  }
}

/// A value a target takes from the output of another: `dataKey <- foundation/deploy-kms-keys s3KeyArn`.
public struct InputDeclaration: Codable, Hashable, Sendable {
  /// Name the steps see.
  public var name: String
  /// Targets that can give it; more than one means any of them (the identity sources).
  public var from: [TargetID]
  /// Name of the output at that target.
  public var output: String
  /// An optional input orders the two when both are selected, and is simply absent otherwise.
  public var optional: Bool

  public init(name: String, from: [TargetID], output: String, optional: Bool = false) {
    self.name = name
    self.from = from
    self.output = output
    self.optional = optional
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      name: try container.decode(String.self, forKey: .name),
      from: try container.decode([TargetID].self, forKey: .from),
      output: try container.decode(String.self, forKey: .output),
      optional: try container.decodeIfPresent(Bool.self, forKey: .optional) ?? false)
  }
}
