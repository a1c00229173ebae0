import DaiviProtocol
import DaiviSystem

/// One piece of a target. The kinds that modules need are ready: `Stack`, `Upload`, `JobRun`, `DataQualityRun`, `Grant`,
/// `Parameter`, `Check` and `Custom`; a new kind conforms to this protocol.
public protocol Step: Sendable {
  /// Unique in its target.
  var id: String { get }
  var kind: String { get }
  var title: String { get }
  var resume: StepManifest.Resume { get }
  /// Texts the step fills in; their inputs and parameters become part of its fingerprint.
  var reads: [Value] { get }
  var limits: [String: Int] { get }
  var singletons: [String] { get }
  var checks: [CheckDeclaration] { get }
  /// Hard maximum of one run, in seconds.
  var maxSeconds: Int { get }
  /// IAM actions (`service:Action`) of the step's own calls, from `plan` to `destroy`; those of closures that a module
  /// passes to it are the module's to declare.
  var actions: [String] { get }
  /// What the step waits for, when it is a gate.
  var gate: GateDeclaration? { get }

  /// What the step brings itself (templates, scripts, revision): a change runs it again.
  func material(in files: ModuleFiles) throws -> String
  /// Names of the outputs it gives.
  func outputs(in files: ModuleFiles) throws -> [String]

  func plan(_ context: StepContext) async throws -> [PlannedChange]
  /// What `destroy` would take away; what stays is a `skip`.
  func planDestroy(_ context: StepContext) async throws -> [PlannedChange]
  /// Does it, or finds out what became of it when `context.resume`; throws when it failed.
  func apply(_ context: StepContext) async throws -> StepSuccess
  /// Looks at live state only.
  func verify(_ context: StepContext) async throws -> [CheckResult]
  /// Takes it away again; nothing there is no error.
  func destroy(_ context: StepContext) async throws -> StepSuccess
  /// Gates: whether it may be passed now.
  func checkGate(_ context: StepContext) async throws -> GateCheckResult
}

extension Step {
  public var actions: [String] { [] }
  public var gate: GateDeclaration? { nil }
  public func checkGate(_ context: StepContext) async throws -> GateCheckResult { GateCheckResult(state: .open) }
  public var resume: StepManifest.Resume { .repeat }
  public var limits: [String: Int] { [:] }
  public var singletons: [String] { [] }
  public var maxSeconds: Int { 3600 }
  public func outputs(in files: ModuleFiles) throws -> [String] { [] }
  public func destroy(_ context: StepContext) async throws -> StepSuccess { StepSuccess(detail: "nothing to remove") }

  public func plan(_ context: StepContext) async throws -> [PlannedChange] {
    [PlannedChange(action: .run, type: kind, name: title, detail: context.unknownNote(reads))]
  }

  public func planDestroy(_ context: StepContext) async throws -> [PlannedChange] {
    [PlannedChange(action: .delete, type: kind, name: title)]
  }

  func manifest(in target: Target, module: Module) throws -> StepManifest {
    let declared = Set(target.inputs.map(\.declaration.name))
    return StepManifest(
      id: id, kind: kind, title: title, fingerprint: SHA256.hex(of: try material(in: module.files)), resume: resume,
      parameters: Set(reads.flatMap(\.parameters)).sorted(),
      inputs: Set(reads.flatMap(\.inputs)).intersection(declared).sorted(), limits: limits, singletons: singletons,
      checks: checks, maxSeconds: maxSeconds, gate: gate)
  }
}

/// What a step that worked gives back.
public struct StepSuccess: Sendable {
  public var outputs: [String: String]
  public var resources: [ResourceRecord]
  /// One line, such as `no changes`.
  public var detail: String?

  public init(outputs: [String: String] = [:], resources: [ResourceRecord] = [], detail: String? = nil) {
    self.outputs = outputs
    self.resources = resources
    self.detail = detail
  }
}
