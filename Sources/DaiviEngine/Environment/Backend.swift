import DaiviProtocol

/// Names of an environment's backend: the stack and the bucket in each region that `daivi-host bootstrap` makes. They
/// are the deployment guide's names of its Terraform backend.
public struct Backend: Hashable, Sendable {
  public let stack: String
  private let account: String
  private let partition: String
  public let primaryRegion: String
  public let secondaryRegion: String

  public init(_ environment: ModuleEnvironment) {
    stack = "\(environment.app)-\(environment.env)-tf-back-end"
    account = environment.account
    partition = environment.partition
    primaryRegion = environment.primaryRegion
    secondaryRegion = environment.secondaryRegion
  }

  /// Bucket of a region.
  public func bucket(in region: String) -> String { "\(stack)-\(account)-\(region)" }

  /// Buckets for what is too large for a request, by region.
  public var artifactBuckets: [String: String] {
    [primaryRegion: bucket(in: primaryRegion), secondaryRegion: bucket(in: secondaryRegion)]
  }

  /// The role CloudFormation works under where a deploy role is set.
  public var stackRole: String { "arn:\(partition):iam::\(account):role/\(stack)-cloudformation" }

  /// Where the shared ledger lies.
  public var ledgerBucket: String { bucket(in: primaryRegion) }
}
