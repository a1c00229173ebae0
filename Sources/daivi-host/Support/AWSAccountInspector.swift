import DaiviAWS
import DaiviAccess
import DaiviEngine
import DaiviHost
import DaiviProtocol
import DaiviSystem

/// Asks AWS, or the emulator, as whoever deploys there.
struct AWSAccountInspector: AccountInspector {
  /// As the caller, who may be another than deploys.
  private let caller: any CredentialsProvider
  private let aws: AWS

  /// The account that the standard chain finds.
  init(region: String) throws {
    let configuration = try AWSConfiguration.standard(region: region)
    self.init(configuration, caller: configuration.credentials)
  }

  /// An environment on AWS, as its deploy role where it names one.
  init(_ configuration: ResolvedConfiguration) throws {
    let caller = try AWSConfiguration.standard(region: configuration.environment.primaryRegion).credentials
    let access = EnvironmentAccess(
      DeploymentEnvironment(
        module: configuration.environment.withEndpoints(ProcessEnvironment.variables()), sandboxID: nil,
        deployRole: configuration.deployRole))
    self.init(access.aws.configuration, caller: caller)
  }

  /// The account of a running sandbox.
  init(sandbox: SandboxState, region: String) {
    let credentials = StaticCredentialsProvider(
      AWSCredentials(accessKeyID: sandbox.account, secretAccessKey: "sandbox", source: "the sandbox"))
    self.init(
      AWSConfiguration(
        region: region, credentials: credentials, endpoints: AWSEndpointOverrides(all: sandbox.endpoint)),
      caller: credentials, attempts: 1)
  }

  /// A check is not worth a long wait: one more attempt, no more.
  private init(_ configuration: AWSConfiguration, caller: any CredentialsProvider, attempts: Int = 2) {
    var configuration = configuration
    configuration.retry.maximumAttempts = attempts
    configuration.retry.connectionAttempts = attempts
    self.caller = caller
    aws = AWS(configuration)
  }

  func credentialsSource() async throws -> String { try await caller.credentials().source }

  func assumeDeployRole() async throws { _ = try await aws.configuration.credentials.credentials() }

  func caller() async throws -> (account: String, arn: String) {
    let identity = try await aws.sts.getCallerIdentity()
    return (identity.account ?? "?", identity.arn ?? "?")
  }

  func enabledRegions() async throws -> Set<String> {
    Set(try await aws.ec2.describeRegions().filter { $0.optInStatus != "not-opted-in" }.map(\.regionName))
  }

  func availabilityZones(region: String) async throws -> [String] {
    let usual = "availability-zone"
    return try await aws.in(region).ec2.describeAvailabilityZones()
      .filter { ($0.zoneState ?? "available") == "available" && ($0.zoneType ?? usual) == usual }.map(\.zoneName)
  }

  func roleExists(_ name: String) async throws -> Bool {
    do {
      _ = try await aws.iam.getRole(.init(roleName: name))
      return true
    } catch let error as AWSError where error.isNotFound {
      return false
    }
  }

  func limit(_ quota: AccountQuota, region: String) async throws -> Double {
    let quotas = aws.in(region).serviceQuotas
    do {
      return try await quotas.getServiceQuota(serviceCode: quota.service, quotaCode: quota.rawValue).value
    } catch let error as AWSError where error.code == "NoSuchResourceException" {
      return try await quotas.getAWSDefaultServiceQuota(serviceCode: quota.service, quotaCode: quota.rawValue).value
    }
  }

  func usage(_ quota: AccountQuota, region: String) async throws -> Int? {
    switch quota {
    case .elasticIPs: try await aws.in(region).ec2.describeAddresses().count
    case .vpcs: try await aws.in(region).ec2.describeVpcs().count
    case .glueDPUs, .glueJobRuns: nil
    }
  }
}

/// Stands where there is no way to ask at all: every question has the same answer.
struct UnreachableInspector: AccountInspector {
  let error: any Error

  func credentialsSource() async throws -> String { throw error }
  func assumeDeployRole() async throws { throw error }
  func caller() async throws -> (account: String, arn: String) { throw error }
  func enabledRegions() async throws -> Set<String> { throw error }
  func availabilityZones(region: String) async throws -> [String] { throw error }
  func roleExists(_ name: String) async throws -> Bool { throw error }
  func limit(_ quota: AccountQuota, region: String) async throws -> Double { throw error }
  func usage(_ quota: AccountQuota, region: String) async throws -> Int? { throw error }
}

/// Who is asked about an environment.
enum Inspectors {
  static func inspector(_ configuration: ResolvedConfiguration, sandbox: SandboxState?) -> any AccountInspector {
    if let sandbox { return AWSAccountInspector(sandbox: sandbox, region: configuration.environment.primaryRegion) }
    do {
      return try AWSAccountInspector(configuration)
    } catch {
      return UnreachableInspector(error: error)
    }
  }
}

extension ModuleEnvironment {
  /// On AWS: with the endpoints that every AWS tool takes from the environment. Modules see none of our variables, so
  /// they are told.
  func withEndpoints(_ variables: [String: String]) -> ModuleEnvironment {
    let overrides = AWSEndpointOverrides(environment: variables)
    var module = self
    // Stand-ins of jars, which are held to no pin, are for sandboxes alone.
    module.endpoints.merge(overrides.services.filter { $0.key != "MAVEN" }) { $1 }
    module.endpoints[""] = overrides.all
    return module
  }
}
