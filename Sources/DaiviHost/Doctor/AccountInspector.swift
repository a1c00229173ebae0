/// What `doctor` and `init` ask of an AWS account, behind a protocol so that tests need none. Every method may throw:
/// not allowed, no network, no credentials; the error's description is what the user reads.
public protocol AccountInspector: Sendable {
  /// Where the keys come from, such as `profile admin`. Asks no service.
  func credentialsSource() async throws -> String
  /// STS, AssumeRole of the deploy role. Asked only where the environment names one; what follows is then asked as it.
  func assumeDeployRole() async throws
  /// STS, GetCallerIdentity.
  func caller() async throws -> (account: String, arn: String)
  /// EC2, DescribeRegions: those enabled for the account.
  func enabledRegions() async throws -> Set<String>
  /// EC2, DescribeAvailabilityZones: names of the zones that can be used.
  func availabilityZones(region: String) async throws -> [String]
  /// IAM, GetRole.
  func roleExists(_ name: String) async throws -> Bool
  /// Service Quotas, GetServiceQuota; AWS's default where the account has no value of its own.
  func limit(_ quota: AccountQuota, region: String) async throws -> Double
  /// How much of it is used; nil where no API tells.
  func usage(_ quota: AccountQuota, region: String) async throws -> Int?
}

/// A service quota that a full deployment may run into. Codes: Service Quotas, ListServiceQuotas.
public enum AccountQuota: String, CaseIterable, Sendable {
  case elasticIPs = "L-0263D0A3"
  case vpcs = "L-F678F1CE"
  case glueDPUs = "L-08F3B322"
  case glueJobRuns = "L-5E4153CA"

  /// Service Quotas' name of the service.
  public var service: String {
    switch self {
    case .elasticIPs: "ec2"
    case .vpcs: "vpc"
    case .glueDPUs, .glueJobRuns: "glue"
    }
  }

  public var title: String {
    switch self {
    case .elasticIPs: "Elastic IP addresses"
    case .vpcs: "VPCs"
    case .glueDPUs: "Glue DPUs at once"
    case .glueJobRuns: "Glue job runs at once"
    }
  }
}
