import DaiviProtocol

/// A step of a module's own: closures for what it does and what it looks at.
public struct Custom: Step {
  public typealias Action = @Sendable (StepContext) async throws -> StepSuccess
  public typealias Look = @Sendable (StepContext) async throws -> [CheckResult]

  public let id: String
  public let kind: String
  public let title: String
  public let revision: String
  public let resume: StepManifest.Resume
  public let reads: [Value]
  public let singletons: [String]
  public let limits: [String: Int]
  public let actions: [String]
  public let checks: [CheckDeclaration]
  public let maxSeconds: Int
  private let outputNames: [String]
  private let action: Action
  private let look: Look
  private let removal: Action?

  /// - Parameters:
  ///   - revision: change it when what the closure does changes, so that it runs again.
  ///   - reads: texts whose inputs and parameters it depends on.
  ///   - actions: IAM actions of the closures' calls.
  ///   - checks: what `verify` reports, by id; the closure's results use these ids.
  ///   - apply: harmless twice, unless `resume` says otherwise.
  ///   - destroy: takes away what `apply` made; nil: there is nothing to take away.
  public init(
    _ id: String, _ title: String, kind: String = "custom", revision: String = "1",
    resume: StepManifest.Resume = .repeat, reads: [Value] = [], outputs: [String] = [], singletons: [String] = [],
    limits: [String: Int] = [:], actions: [String] = [], checks: [CheckDeclaration], maxSeconds: Int = 3600,
    apply: @escaping Action, verify: @escaping Look, destroy: Action? = nil
  ) {
    self.id = id
    self.title = title
    self.kind = kind
    self.revision = revision
    self.resume = resume
    self.reads = reads
    outputNames = outputs
    self.singletons = singletons
    self.limits = limits
    self.actions = actions
    self.checks = checks
    self.maxSeconds = maxSeconds
    action = apply
    look = verify
    removal = destroy
  }

  public func material(in files: ModuleFiles) throws -> String { "\(kind)|\(revision)" }
  public func outputs(in files: ModuleFiles) throws -> [String] { outputNames }
  public func apply(_ context: StepContext) async throws -> StepSuccess { try await action(context) }
  public func verify(_ context: StepContext) async throws -> [CheckResult] { try await look(context) }

  public func planDestroy(_ context: StepContext) async throws -> [PlannedChange] {
    [PlannedChange(action: removal == nil ? .skip : .delete, type: kind, name: title)]
  }

  public func destroy(_ context: StepContext) async throws -> StepSuccess {
    guard let removal else { return StepSuccess(detail: "nothing to remove") }
    return try await removal(context)
  }
}

/// A step that changes nothing: it looks, when it runs and in `verify`.
public struct Check: Step {
  public let id: String
  public let kind = "check"
  public let title: String
  public let reads: [Value]
  public let actions: [String]
  public var checks: [CheckDeclaration] { [CheckDeclaration(id: id, title: title)] }
  private let look: @Sendable (StepContext) async throws -> CheckResult

  /// - Parameter actions: IAM actions of the closure's calls.
  public init(
    _ id: String, _ title: String, reads: [Value] = [], actions: [String] = [],
    _ look: @escaping @Sendable (StepContext) async throws -> CheckResult
  ) {
    self.id = id
    self.title = title
    self.reads = reads
    self.actions = actions
    self.look = look
  }

  public func material(in files: ModuleFiles) throws -> String { title }
  public func verify(_ context: StepContext) async throws -> [CheckResult] { [try await look(context)] }

  public func planDestroy(_ context: StepContext) async throws -> [PlannedChange] {
    [PlannedChange(action: .skip, type: kind, name: title, detail: "it changes nothing")]
  }

  public func apply(_ context: StepContext) async throws -> StepSuccess {
    let result = try await look(context)
    if result.status == .failed { throw StepError(message: "\(title): \(result.detail ?? "it is not so")") }
    return StepSuccess(detail: result.detail)
  }
}
