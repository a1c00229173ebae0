import DaiviProtocol

/// Everything that decides where a deployment goes and with what values: the configuration, resolved.
///
/// It is recorded in the ledger (it holds no secret), so that a module run standalone works on the same environment.
public struct DeploymentEnvironment: Codable, Hashable, Sendable {
  /// What modules see.
  public var module: ModuleEnvironment
  /// Identity of the local sandbox; nil on AWS.
  public var sandboxID: String?
  /// Values of the modules' parameters: module name to parameter name to value; files as absolute paths.
  public var parameters: [String: [String: String]]
  /// Capacity of counted resources, such as `glue-dpu`.
  public var limits: [String: Int]
  /// Whether the ledger is shared through the backend bucket; nil: it lies on this machine alone.
  public var sharesLedger: Bool?
  /// ARN of the role that is assumed to deploy; nil: the caller's own credentials are used.
  public var deployRole: String?

  public init(
    module: ModuleEnvironment, sandboxID: String?, parameters: [String: [String: String]] = [:],
    limits: [String: Int] = [:], sharesLedger: Bool? = nil, deployRole: String? = nil
  ) {
    self.module = module
    self.sandboxID = sandboxID
    self.parameters = parameters
    self.limits = limits
    self.sharesLedger = sharesLedger
    self.deployRole = deployRole
  }

  /// `{app}-{env}`.
  public var name: String { "\(module.app)-\(module.env)" }

  public var isSandbox: Bool { sandboxID != nil }
}
