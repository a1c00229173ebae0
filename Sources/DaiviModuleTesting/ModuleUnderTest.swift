import DaiviAWS
import DaiviAccess
import DaiviEngine
import DaiviModule
import DaiviProtocol
import DaiviSystem
import Synchronization

/// A module in this process, spoken to over the protocol as a host would, with an AWS that the test chooses.
///
/// ```swift
/// let module = ModuleUnderTest(GreetingModule.module, aws: aws)
/// let outputs = try await module.deploy("deploy-greeting")
/// #expect(try await module.verify("deploy-greeting").allSatisfy { $0.status == .passed })
/// ```
public final class ModuleUnderTest: Sendable {
  public let module: Module
  public let environment: ModuleEnvironment
  private let transport: (any HTTPTransport)?
  private let credentials: ScopedCredentials
  private let parameters: [String: String]
  private let workDirectory: String
  private let told = Mutex<[String]>([])
  private let connected = Mutex<Task<RPCModuleConnection, any Error>?>(nil)
  /// What the targets gave when they were deployed.
  private let given = Mutex<[String: [String: String]]>([:])

  /// With canned answers; waiting before a repeated request takes no time.
  public convenience init(
    _ module: Module, aws: CannedAWS, environment: ModuleEnvironment = .forTests, parameters: [String: String] = [:]
  ) {
    self.init(
      module, environment: environment, parameters: parameters, transport: aws,
      credentials: ScopedCredentials(accessKeyID: "AKIDTEST", secretAccessKey: "test"))
  }

  /// Against a sandbox, where what steps make is really there.
  public convenience init(
    _ module: Module, sandbox: TestSandbox, env: String = "test", parameters: [String: String] = [:]
  ) {
    var environment = ModuleEnvironment.forTests
    environment.env = env
    environment.account = TestSandbox.account
    environment.endpoints = [
      "": sandbox.endpoint, "MAVEN": "\(sandbox.endpoint)/_daivi/maven2",
      "PYPI": "\(sandbox.endpoint)/_daivi/pypi",
    ]
    // The sandbox takes the account from the access key.
    self.init(
      module, environment: environment, parameters: parameters, transport: nil,
      credentials: ScopedCredentials(accessKeyID: TestSandbox.account, secretAccessKey: "sandbox"))
  }

  private init(
    _ module: Module, environment: ModuleEnvironment, parameters: [String: String], transport: (any HTTPTransport)?,
    credentials: ScopedCredentials
  ) {
    self.module = module
    self.environment = environment
    self.transport = transport
    self.credentials = credentials
    var values: [String: String] = [:]
    for parameter in module.parameters where parameter.kind == .value { values[parameter.name] = parameter.default }
    self.parameters = values.merging(parameters) { $1 }
    workDirectory = Path.join(
      ProcessEnvironment.variables()["TMPDIR"] ?? "/tmp", "daivi-module-\(UInt64.random(in: 0 ... .max))")
  }

  deinit { try? Files.removeAll(workDirectory) }

  /// Progress that steps told, in order.
  public var progress: [String] { told.withLock { $0 } }

  // MARK: - Steps

  public func plan(
    _ target: String, _ step: String, inputs: [String: String] = [:], repair: Bool = false
  ) async throws -> [PlannedChange] {
    let params = StepPlanParams(target: target, step: step, inputs: inputs, repair: repair ? true : nil)
    return try await connection().plan(params).changes
  }

  /// - Parameters:
  ///   - token: names the attempt; pass the same with `resume` to play a host that came back after a crash.
  public func apply(
    _ target: String, _ step: String, inputs: [String: String] = [:], token: String = "daivi-test",
    resume: Bool = false, repair: Bool = false
  ) async throws -> StepApplyResult {
    let params = StepApplyParams(
      target: target, step: step, token: token, resume: resume, repair: repair, inputs: inputs)
    return try await connection().apply(params, maxSeconds: 600) { message in self.told.withLock { $0.append(message) }
    }
  }

  public func verify(_ target: String, _ step: String, inputs: [String: String] = [:]) async throws -> [CheckResult] {
    try await connection().verify(StepVerifyParams(target: target, step: step, inputs: inputs)).checks
  }

  public func destroy(_ target: String, _ step: String, inputs: [String: String] = [:]) async throws -> StepApplyResult
  {
    let params = StepApplyParams(target: target, step: step, token: "daivi-test-destroy", inputs: inputs)
    return try await connection().destroy(params, maxSeconds: 600) { message in
      self.told.withLock { $0.append(message) }
    }
  }

  public func checkGate(_ target: String, _ step: String, inputs: [String: String] = [:]) async throws
    -> GateCheckResult
  {
    try await connection().checkGate(GateCheckParams(target: target, step: step, inputs: inputs))
  }

  // MARK: - Targets

  /// Applies all steps of a target in order, each with the outputs of those before it; gates are passed over.
  /// Returns the target's outputs. Throws `StepError` of the step that did not succeed.
  @discardableResult
  public func deploy(_ target: String, inputs: [String: String] = [:]) async throws -> [String: String] {
    var outputs: [String: String] = [:]
    for step in try steps(target) {
      let result = try await apply(
        target, step.id, inputs: inputs.merging(outputs) { $1 }, token: "daivi-test-\(step.id)")
      guard result.outcome == .succeeded else {
        throw result.error ?? StepError(message: "\(target)/\(step.id) ended with '\(result.outcome.rawValue)'")
      }
      outputs.merge(result.outputs) { $1 }
      given.withLock { $0[target] = outputs }
    }
    return outputs
  }

  /// The results of all checks of a target, which is given its outputs as a host does.
  public func verify(_ target: String, inputs: [String: String] = [:]) async throws -> [CheckResult] {
    var results: [CheckResult] = []
    let inputs = withOutputs(inputs, of: target)
    for step in try steps(target) { results += try await verify(target, step.id, inputs: inputs) }
    return results
  }

  /// Takes the steps of a target away, the last first; it is given its outputs as by a host. Throws `StepError` of the
  /// step that stayed.
  public func destroy(_ target: String, inputs: [String: String] = [:]) async throws {
    let inputs = withOutputs(inputs, of: target)
    for step in try steps(target).reversed() {
      let result = try await destroy(target, step.id, inputs: inputs)
      guard result.outcome == .succeeded else {
        throw result.error ?? StepError(message: "\(target)/\(step.id) ended with '\(result.outcome.rawValue)'")
      }
    }
    given.withLock { $0[target] = nil }
  }

  private func withOutputs(_ inputs: [String: String], of target: String) -> [String: String] {
    inputs.merging(given.withLock { $0[target] ?? [:] }) { $1 }
  }

  private func steps(_ target: String) throws -> [StepManifest] {
    guard let found = try module.manifest().targets.first(where: { $0.name == target }) else {
      throw StepError(message: "module '\(module.name)' has no target '\(target)'")
    }
    return found.steps.filter { $0.gate == nil }
  }

  /// The connection, made when it is first needed.
  private func connection() async throws -> RPCModuleConnection {
    let task = connected.withLock { connected in
      let task = connected ?? Task { try await connect() }
      connected = task
      return task
    }
    return try await task.value
  }

  private func connect() async throws -> RPCModuleConnection {
    try Files.createDirectory(workDirectory, mode: 0o700)
    let (ours, theirs) = InMemoryTransport.pair()
    let transport = transport
    let userAgent = module.userAgent
    let server = RPCServer(module, transport: theirs) { environment, credentials in
      guard let transport else {
        return AWS(environment: environment, credentials: credentials, userAgent: userAgent)
      }
      return AWS(
        AWSConfiguration(
          region: environment.primaryRegion, credentials: credentials, transport: transport,
          clock: AWSClock(now: AWSClock.system.now, sleep: { _ in })))
    }
    Task { try await server.serve() }
    return try await RPCModuleConnection(
      client: RPCClient(transport: ours, module: module.name), module: module.name,
      initialize: InitializeParams(
        host: PeerInfo(name: "DaiviModuleTesting", version: sdkVersion), environment: environment,
        credentials: credentials, parameters: parameters, workDirectory: workDirectory))
  }
}

extension ModuleEnvironment {
  /// An environment that nobody deploys to: `daivi-test` in account 111122223333.
  public static let forTests = ModuleEnvironment(
    app: "daivi", env: "test", account: "111122223333", partition: "aws", primaryRegion: "us-east-1",
    secondaryRegion: "us-west-2", adminRole: "Admin", tags: ["Owner": "tests"])
}
