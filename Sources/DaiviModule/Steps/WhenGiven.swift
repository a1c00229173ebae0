import DaiviProtocol

/// A step for what an optional input brings: done where the input is given, and taken away again where it is not any more.
///
/// ```swift
/// Input("billingDatabase", from: "billing/deploy-billing", output: "databaseName", optional: true)
/// WhenGiven("billingDatabase", Stack("billing", template: "project-config/lake-grants.yaml", parameters: ...))
/// ```
public struct WhenGiven: Step {
  public let input: String
  public let step: any Step

  /// - Parameters:
  ///   - input: name of the optional input.
  ///   - step: what is done when it is there.
  public init(_ input: String, _ step: any Step) {
    self.input = input
    self.step = step
  }

  public var id: String { step.id }
  public var kind: String { step.kind }
  public var title: String { step.title }
  public var resume: StepManifest.Resume { step.resume }
  public var reads: [Value] { step.reads + [Value("{inputs.\(input)}")] }
  public var limits: [String: Int] { step.limits }
  public var singletons: [String] { step.singletons }
  public var checks: [CheckDeclaration] { step.checks }
  public var maxSeconds: Int { step.maxSeconds }
  public var actions: [String] { step.actions }
  public var gate: GateDeclaration? { step.gate }
  public func material(in files: ModuleFiles) throws -> String { "when|\(input)|\(try step.material(in: files))" }
  public func outputs(in files: ModuleFiles) throws -> [String] { try step.outputs(in: files) }

  public func plan(_ context: StepContext) async throws -> [PlannedChange] {
    if context.inputs[input] != nil || context.unknown[input] != nil { return try await step.plan(context) }
    return [PlannedChange(action: .skip, type: kind, name: title, detail: absent)]
  }

  public func apply(_ context: StepContext) async throws -> StepSuccess {
    if context.inputs[input] != nil { return try await step.apply(context) }
    _ = try await destroy(context)
    return StepSuccess(detail: absent)
  }

  public func verify(_ context: StepContext) async throws -> [CheckResult] {
    context.inputs[input] == nil ? [] : try await step.verify(context)
  }

  /// Without the input there is nothing to wait for.
  public func checkGate(_ context: StepContext) async throws -> GateCheckResult {
    if context.inputs[input] == nil { return GateCheckResult(state: .open, detail: absent) }
    return try await step.checkGate(context)
  }

  public func planDestroy(_ context: StepContext) async throws -> [PlannedChange] {
    try await step.planDestroy(context)
  }

  /// What cannot be named without the input was never there.
  public func destroy(_ context: StepContext) async throws -> StepSuccess {
    do {
      return try await step.destroy(context)
    } catch is UnknownPlaceholder {
      return StepSuccess(detail: absent)
    }
  }

  private var absent: String { "no \(input): what gives it is not deployed" }
}
