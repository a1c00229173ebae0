import DaiviAWS
import DaiviProtocol
import DaiviStacks
import DaiviSystem

/// A CloudFormation stack: a change set is made and executed, its events are shown, its outputs become the target's.
///
/// Parameters that the template declares and the environment knows (`App`, `Env`, `AdminRole`, `PrimaryRegion`,
/// `SecondaryRegion`, and `DeployRoleArn`, empty without one) are filled in. The stack is named `{app}-{env}-{module}-{name}`.
public struct Stack: Step {
  public enum Region: Sendable, Hashable {
    case primary, secondary
    /// The region that a value names; the primary one while it is not known.
    case of(Value)
  }

  public let id: String
  public let name: String
  public let template: String
  public let region: Region
  public let parameters: [String: Value]
  /// Values for the very first creation, where they differ (a bucket replicates only once its peer exists).
  public let whenCreating: [String: Value]
  /// Before each output's name, where two stacks of a target have the same outputs.
  public let outputPrefix: String
  /// Outputs the template makes in a loop, which its text does not name.
  public let moreOutputs: [String]
  /// Property paths whose drift is expected: logical id to JSON pointer prefixes.
  public let expectedDrift: [String: [String]]
  /// False where another step of the target deploys the same stack and looks at it.
  public let isVerified: Bool
  public let kind = "stack"
  public let resume = StepManifest.Resume.ask
  public let maxSeconds: Int

  /// - Parameters:
  ///   - id: the step's name, unique in its target.
  ///   - template: path below iac/.
  ///   - name: of the stack; the step's id by default. Two steps may deploy the same stack with other parameters.
  ///   - minutes: hard maximum.
  public init(
    _ id: String, template: String, name: String? = nil, region: Region = .primary, parameters: [String: Value] = [:],
    whenCreating: [String: Value] = [:], outputPrefix: String = "", outputs: [String] = [],
    expectedDrift: [String: [String]] = [:], isVerified: Bool = true, minutes: Int = 90
  ) {
    self.id = id
    self.name = name ?? id
    self.template = template
    self.region = region
    self.parameters = parameters
    self.whenCreating = whenCreating
    self.outputPrefix = outputPrefix
    moreOutputs = outputs
    self.expectedDrift = expectedDrift
    self.isVerified = isVerified
    maxSeconds = minutes * 60
  }

  public var title: String { "stack \(name)\(region == .secondary ? " in the secondary region" : "")" }
  public var reads: [Value] {
    let values = parameters.values.map { $0 } + whenCreating.values.map { $0 }
    if case .of(let value) = region { return values + [value] }
    return values
  }
  public var checks: [CheckDeclaration] {
    isVerified ? [CheckDeclaration(id: "drift", title: "\(title): every resource is as deployed")] : []
  }

  public func material(in files: ModuleFiles) throws -> String {
    let values = parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    return "\(name)|\(region)|\(values)|\(try files.digest(template))"
  }

  public func outputs(in files: ModuleFiles) throws -> [String] {
    (try files.template(template).outputs + moreOutputs)
      .map { StackTemplate.ledgerName($0, prefix: outputPrefix) }
  }

  public func apply(_ context: StepContext) async throws -> StepSuccess {
    StepSuccess(try await StackDeployment(try description(context), context: stackContext(context)).run())
  }

  public func verify(_ context: StepContext) async throws -> [CheckResult] {
    isVerified ? try await StackDrift(self, context).check() : []
  }

  public func plan(_ context: StepContext) async throws -> [PlannedChange] {
    try await StackPlan(self, context).changes()
  }

  public func planDestroy(_ context: StepContext) async throws -> [PlannedChange] {
    try await removal(context).plan()
  }

  public func destroy(_ context: StepContext) async throws -> StepSuccess {
    StepSuccess(try await removal(context).run())
  }

  func stackName(_ context: StepContext) -> String {
    "\(context.environment.app)-\(context.environment.env)-\(context.module)-\(name)"
  }

  func regionName(_ context: StepContext) -> String {
    switch region {
    case .primary: context.environment.primaryRegion
    case .secondary: context.environment.secondaryRegion
    case .of(let value): (try? context.value(value)) ?? context.environment.primaryRegion
    }
  }

  func cloudFormation(_ context: StepContext) -> CloudFormation { context.aws.in(regionName(context)).cloudFormation }

  /// Parameters for the template: those declared and known, then the step's own.
  func values(_ context: StepContext, creating: Bool, template: StackTemplate) throws -> [CloudFormation.Parameter] {
    let environment = context.environment
    let known = [
      "App": environment.app, "Env": environment.env, "AdminRole": environment.adminRole,
      "PrimaryRegion": environment.primaryRegion, "SecondaryRegion": environment.secondaryRegion,
      "DeployRoleArn": environment.deployRole ?? "",
    ]
    var values = known.filter { template.parameters.contains($0.key) }
    let own = creating ? parameters.merging(whenCreating) { $1 } : parameters
    for (name, value) in own { values[name] = try context.value(value) }
    return values.sorted { $0.key < $1.key }.map { .init(parameterKey: $0.key, parameterValue: $0.value) }
  }

  func tags(_ context: StepContext) -> [CloudFormation.Tag] {
    context.environment.tags.merging(["daivi:module": context.module]) { own, _ in own }
      .sorted { $0.key < $1.key }.map { .init(key: $0.key, value: $0.value) }
  }
}
