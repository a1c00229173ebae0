import DaiviProtocol

/// A place where a target waits: for a condition in the account, for time, or for a person.
///
/// A condition is awaited inside the run, up to its limit. Time and a person end the run (exit 8); the next deploy goes
/// on here. When what stands before a gate is replaced, it closes again.
public struct Gate: Step {
  public typealias Look = @Sendable (StepContext) async throws -> GateCheckResult

  public let id: String
  public let kind = "gate"
  public let title: String
  public let reads: [Value]
  public let actions: [String]
  private let declaration: GateDeclaration
  private let look: Look?

  public var gate: GateDeclaration? { declaration }
  public var checks: [CheckDeclaration] { [] }

  private init(
    _ id: String, _ title: String, reads: [Value], actions: [String], declaration: GateDeclaration, look: Look?
  ) {
    self.id = id
    self.title = title
    self.reads = reads
    self.actions = actions
    self.declaration = declaration
    self.look = look
  }

  /// Awaited in the run: three status checks passed, an integration is active.
  /// - Parameters:
  ///   - minutes: the limit, after which the target fails.
  ///   - actions: IAM actions of the closure's calls.
  ///   - look: asks AWS; `rejected` when it cannot come true any more.
  public static func condition(
    _ id: String, _ title: String, minutes: Int, reads: [Value] = [], actions: [String] = [], look: @escaping Look
  ) -> Gate {
    Gate(
      id, title, reads: reads, actions: actions,
      declaration: GateDeclaration(kind: .condition, instructions: title, seconds: minutes * 60, canTell: true),
      look: look)
  }

  /// Opens some hours after the run first came to it.
  public static func time(_ id: String, _ title: String, hours: Int, because: String, reads: [Value] = []) -> Gate {
    Gate(
      id, title, reads: reads, actions: [],
      declaration: GateDeclaration(kind: .time, instructions: because, seconds: hours * 3600), look: nil)
  }

  /// Opened by a person who follows the instructions, or by itself where an API can tell that it was done.
  /// - Parameter actions: IAM actions of the closure's calls.
  public static func person(
    _ id: String, _ title: String, instructions: String, reads: [Value] = [], actions: [String] = [],
    look: Look? = nil
  ) -> Gate {
    Gate(
      id, title, reads: reads, actions: actions,
      declaration: GateDeclaration(kind: .person, instructions: instructions, canTell: look != nil), look: look)
  }

  public func material(in files: ModuleFiles) throws -> String { "\(declaration.kind)|\(declaration.seconds ?? 0)" }

  public func checkGate(_ context: StepContext) async throws -> GateCheckResult {
    try await look?(context) ?? GateCheckResult(state: .waiting)
  }

  public func plan(_ context: StepContext) async throws -> [PlannedChange] {
    [PlannedChange(action: .waiting, type: "gate", name: title, detail: declaration.instructions)]
  }

  public func planDestroy(_ context: StepContext) async throws -> [PlannedChange] {
    [PlannedChange(action: .skip, type: "gate", name: title)]
  }

  /// The engine passes gates itself; a host that does not know them asks here.
  public func apply(_ context: StepContext) async throws -> StepSuccess {
    let result = try await checkGate(context)
    guard result.state == .open else {
      throw StepError(message: "gate \(id): \(result.detail ?? declaration.instructions)")
    }
    return StepSuccess(detail: "open")
  }

  public func verify(_ context: StepContext) async throws -> [CheckResult] { [] }
}
