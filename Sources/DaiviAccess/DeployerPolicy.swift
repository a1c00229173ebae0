import DaiviEngine
import DaiviProtocol

/// The IAM policy of whoever deploys an environment: each module's own calls, the host's, and the right to hand roles
/// on, which is limited to the environment's own.
public struct DeployerPolicy: Sendable {
  /// An IAM policy document.
  public struct Document: Encodable, Sendable {
    public struct Statement: Encodable, Sendable {
      public var sid: String
      public var effect = "Allow"
      public var action: [String]
      public var resource: [String]

      enum CodingKeys: String, CodingKey {
        case sid = "Sid"
        case effect = "Effect"
        case action = "Action"
        case resource = "Resource"
      }
    }

    public var version = "2012-10-17"
    public var statement: [Statement]

    enum CodingKeys: String, CodingKey {
      case version = "Version"
      case statement = "Statement"
    }
  }

  public let document: Document

  /// What `bootstrap`, the shared ledger, `query`, `doctor` and the search for remains call.
  static let ofHost = [
    "athena:GetQueryExecution", "athena:GetQueryResults", "athena:StartQueryExecution", "cloudformation:*",
    "ec2:DescribeAddresses", "ec2:DescribeAvailabilityZones", "ec2:DescribeRegions", "ec2:DescribeVpcs", "iam:GetRole",
    "kms:DescribeKey", "kms:ListAliases", "s3:GetObject", "s3:ListAllMyBuckets", "s3:ListBucket", "s3:PutObject",
    "s3tables:ListTableBuckets", "servicequotas:GetAWSDefaultServiceQuota",
    "servicequotas:GetServiceQuota", "ssm:GetParametersByPath", "sts:GetCallerIdentity", "tag:GetResources",
  ]

  /// - Parameter withHost: with what the host itself calls.
  public init(environment: ModuleEnvironment, modules: [ModuleManifest], withHost: Bool) {
    let all = Set(
      modules.flatMap(\.permissions) + SessionPolicy.ofEveryModule + (withHost ? Self.ofHost : []))
    let roles = "arn:\(environment.partition):iam::\(environment.account):role/\(environment.app)-\(environment.env)-*"
    var statements = Dictionary(grouping: all.subtracting(["iam:PassRole"])) { $0.prefix { $0 != ":" } }
      .sorted { $0.key < $1.key }
      .map { service, actions in
        Document.Statement(
          sid: Self.sid(String(service)), action: Self.without(covered: actions), resource: ["*"])
      }
    statements.append(Document.Statement(sid: "PassRoles", action: ["iam:PassRole"], resource: [roles]))
    document = Document(statement: statements)
  }

  /// `glue:GetJob` beside `glue:*` says nothing.
  private static func without(covered actions: [String]) -> [String] {
    let whole = actions.filter { $0.hasSuffix(":*") }
    return whole.isEmpty ? actions.sorted() : whole.sorted()
  }

  /// Letters and digits only, as IAM wants it.
  private static func sid(_ service: String) -> String {
    let words = service.split { !$0.isLetter && !$0.isNumber }
    return words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }
}
