import DaiviAWS
import DaiviHost
import DaiviProtocol

/// Asks AWS, or the emulator, with the machine's own credentials.
struct AWSAccountInspector: AccountInspector {
  private let aws: AWS

  /// The account that the standard chain finds; nil of a region takes the machine's.
  init(region: String) throws {
    var configuration = try AWSConfiguration.standard(region: region)
    // A check is not worth a long wait: one more attempt, no more.
    configuration.retry.maximumAttempts = 2
    aws = AWS(configuration)
  }

  /// The account of a running sandbox.
  init(sandbox: SandboxState, region: String) {
    var configuration = AWSConfiguration(
      region: region,
      credentials: StaticCredentialsProvider(
        AWSCredentials(accessKeyID: sandbox.account, secretAccessKey: "sandbox", source: "the sandbox")),
      endpoints: AWSEndpointOverrides(all: sandbox.endpoint))
    configuration.retry.maximumAttempts = 1
    aws = AWS(configuration)
  }

  func credentialsSource() async throws -> String {
    try await aws.configuration.credentials.credentials().source
  }

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
  func caller() async throws -> (account: String, arn: String) { throw error }
  func enabledRegions() async throws -> Set<String> { throw error }
  func availabilityZones(region: String) async throws -> [String] { throw error }
  func roleExists(_ name: String) async throws -> Bool { throw error }
  func limit(_ quota: AccountQuota, region: String) async throws -> Double { throw error }
  func usage(_ quota: AccountQuota, region: String) async throws -> Int? { throw error }
}

/// Who is asked about an environment.
enum Inspectors {
  static func inspector(_ environment: ModuleEnvironment, sandbox: SandboxState?) -> any AccountInspector {
    if let sandbox { return AWSAccountInspector(sandbox: sandbox, region: environment.primaryRegion) }
    do {
      return try AWSAccountInspector(region: environment.primaryRegion)
    } catch {
      return UnreachableInspector(error: error)
    }
  }
}
