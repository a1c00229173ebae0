import DaiviProtocol

/// The unit a user names: what it needs, and its steps in order.
public struct Target: Sendable {
  public let name: String
  public let title: String
  public let guide: String?
  public let when: TargetCondition?
  public let after: [TargetID]
  public let inputs: [Input]
  public let steps: [any Step]

  /// - Parameters:
  ///   - name: the guide's name.
  ///   - guide: section of the deployment guide.
  ///   - when: the setting the target applies to; nil: always.
  public init(
    _ name: String, _ title: String, guide: String? = nil, when: TargetCondition? = nil,
    @TargetBuilder _ content: () -> [TargetElement]
  ) {
    self.name = name
    self.title = title
    self.guide = guide
    self.when = when
    var after: [TargetID] = []
    var inputs: [Input] = []
    var steps: [any Step] = []
    for element in content() {
      switch element {
      case .after(let ids): after += ids
      case .input(let input): inputs.append(input)
      case .step(let step): steps.append(step)
      }
    }
    self.after = after
    self.inputs = inputs
    self.steps = steps
  }

  /// Throws `DeclarationError` for what cannot work: two steps of one name, a placeholder that nothing fills in.
  func manifest(module: Module) throws -> TargetManifest {
    let ids = steps.map(\.id)
    if let twice = ids.first(where: { id in ids.filter { $0 == id }.count > 1 }) {
      throw DeclarationError("target '\(name)' has two steps named '\(twice)'")
    }
    try PlaceholderCheck(self, module: module).run()
    return TargetManifest(
      name: name, title: title, guide: guide, after: after, inputs: inputs.map(\.declaration),
      outputs: try steps.flatMap { try $0.outputs(in: module.files) }, when: when,
      steps: try steps.map { try $0.manifest(in: self, module: module) })
  }
}

/// What can stand in a target's braces.
public enum TargetElement: Sendable {
  case after([TargetID])
  case input(Input)
  case step(any Step)
}

/// Targets that must be finished first although no value flows.
public struct After: Sendable {
  let ids: [TargetID]
  public init(_ ids: TargetID...) { self.ids = ids }
}

/// A value out of another target's outputs.
public struct Input: Sendable {
  let declaration: InputDeclaration

  /// - Parameters:
  ///   - name: what steps call it: `{inputs.name}`.
  ///   - from: the target that gives it.
  ///   - output: its name there; the same by default.
  ///   - optional: when true the value may be missing; orders the two when both are selected.
  public init(_ name: String, from: TargetID..., output: String? = nil, optional: Bool = false) {
    declaration = InputDeclaration(name: name, from: from, output: output ?? name, optional: optional)
  }
}

@resultBuilder
public enum TargetBuilder {
  public static func buildExpression(_ step: any Step) -> [TargetElement] { [.step(step)] }
  public static func buildExpression(_ steps: [any Step]) -> [TargetElement] { steps.map { .step($0) } }
  public static func buildExpression(_ input: Input) -> [TargetElement] { [.input(input)] }
  public static func buildExpression(_ inputs: [Input]) -> [TargetElement] { inputs.map { .input($0) } }
  public static func buildExpression(_ after: After) -> [TargetElement] { [.after(after.ids)] }
  public static func buildBlock(_ parts: [TargetElement]...) -> [TargetElement] { parts.flatMap { $0 } }
  public static func buildOptional(_ part: [TargetElement]?) -> [TargetElement] { part ?? [] }
  public static func buildEither(first: [TargetElement]) -> [TargetElement] { first }
  public static func buildEither(second: [TargetElement]) -> [TargetElement] { second }
  public static func buildArray(_ parts: [[TargetElement]]) -> [TargetElement] { parts.flatMap { $0 } }
}

/// A mistake in a module's own declaration; `describe` says it and exits 1.
public struct DeclarationError: Error, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}
