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

  /// Most characters IAM takes in a managed policy, and in the inline policies of a role together, without white space.
  public static let managedLimit = 6144
  public static let inlineLimit = 10_240

  public let document: Document

  /// What `bootstrap`, the shared ledger, `query`, `doctor` and the search for remains call.
  public static let ofHost: [String] =
    CallActions.athenaQuery + RemainsListing.actions + [
      "cloudformation:*", "ec2:DescribeAddresses", "ec2:DescribeAvailabilityZones", "ec2:DescribeRegions",
      "ec2:DescribeVpcs", "iam:GetRole", "kms:DescribeKey", "kms:ListAliases", "s3:DeleteObject",
      "s3:DeleteObjectVersion", "s3:GetObject", "s3:ListBucket", "s3:ListBucketVersions", "s3:PutBucketLogging",
      "s3:PutObject", "s3:PutReplicationConfiguration", "servicequotas:GetAWSDefaultServiceQuota",
      "servicequotas:GetServiceQuota", "sts:GetCallerIdentity",
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
