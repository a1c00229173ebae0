import DaiviAWS
import DaiviProtocol

/// What a step works with: the environment, the values of its placeholders, and AWS.
public struct StepContext: Sendable {
  public let environment: ModuleEnvironment
  public let module: String
  public let target: String
  /// The target's inputs and the outputs of its earlier steps.
  public let inputs: [String: String]
  /// In a plan: inputs that no target has given yet, and who will.
  public let unknown: [String: TargetID]
  public let parameters: [String: String]
  /// Names this attempt; the same after a crash.
  public let token: String
  /// The attempt was sent before: ask AWS what became of it.
  public let resume: Bool
  /// A check of the step failed: put back what drifted.
  public let repair: Bool
  public let files: ModuleFiles
  /// A directory of the module's own for temporary files.
  public let workDirectory: String
  /// AWS in the primary region; `aws.in(region)` for another.
  public let aws: AWS
  private let secrets: [String: String]
  private let report: @Sendable (String) -> Void

  public init(
    environment: ModuleEnvironment, module: String, target: String, inputs: [String: String],
    unknown: [String: TargetID] = [:], parameters: [String: String] = [:], secrets: [String: String] = [:],
    token: String = "", resume: Bool = false, repair: Bool = false, files: ModuleFiles, workDirectory: String, aws: AWS,
    report: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.environment = environment
    self.module = module
    self.target = target
    self.inputs = inputs
    self.unknown = unknown
    self.parameters = parameters
    self.secrets = secrets
    self.token = token
    self.resume = resume
    self.repair = repair
    self.files = files
    self.workDirectory = workDirectory
    self.aws = aws
    self.report = report
  }

  /// Tells the user what is going on.
  public func progress(_ message: String) { report(message) }

  /// The secret that a parameter of kind `secret` stands for, when it is read on the user's machine (`env:`, `file:`,
  /// `prompt`); nil when it lies in Secrets Manager or cannot be read now. It may go into a request to AWS and nowhere
  /// else: not into an output, a detail, an error or a log.
  public func secret(_ parameter: String) -> String? { secrets[parameter] }

  /// Fills a text in. Throws `UnknownPlaceholder`.
  public func value(_ value: Value) throws -> String {
    try value.resolved(module: module, environment: environment, inputs: inputs, parameters: parameters)
  }

  /// In a plan: the text filled in, or `known after foundation/deploy-kms-keys` for what is not born yet.
  public func planned(_ value: Value) -> String {
    if let text = try? self.value(value) { return text }
    let sources = value.inputs.compactMap { unknown[$0]?.description }
    return "known after \(sources.first ?? "\(module)/\(target)")"
  }

  /// In a plan: a remark on values that are not born yet, or nil.
  func unknownNote(_ values: [Value]) -> String? {
    let sources = Set(values.flatMap(\.inputs).compactMap { unknown[$0]?.description }).sorted()
    return sources.isEmpty ? nil : "some values known after \(sources.joined(separator: ", "))"
  }
}
