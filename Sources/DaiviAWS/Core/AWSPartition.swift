/// A group of regions with its own accounts and host names ("AWS partitions", General Reference).
public struct AWSPartition: Sendable, Hashable {
  /// Second part of an ARN: `aws`, `aws-cn`, `aws-us-gov`, ...
  public var id: String
  /// Ending of its host names.
  public var dnsSuffix: String
  /// Ending of the host names that newer services have.
  public var newDNSSuffix: String

  public static let aws = AWSPartition(id: "aws", dnsSuffix: "amazonaws.com", newDNSSuffix: "api.aws")

  private static let others: [(regionPrefix: String, partition: AWSPartition)] = [
    ("cn-", .init(id: "aws-cn", dnsSuffix: "amazonaws.com.cn", newDNSSuffix: "api.amazonwebservices.com.cn")),
    ("us-gov-", .init(id: "aws-us-gov", dnsSuffix: "amazonaws.com", newDNSSuffix: "api.aws")),
    ("us-isob-", .init(id: "aws-iso-b", dnsSuffix: "sc2s.sgov.gov", newDNSSuffix: "api.aws.scloud")),
    ("us-iso-", .init(id: "aws-iso", dnsSuffix: "c2s.ic.gov", newDNSSuffix: "api.aws.ic.gov")),
    ("eusc-", .init(id: "aws-eusc", dnsSuffix: "amazonaws.eu", newDNSSuffix: "api.amazonwebservices.eu")),
  ]

  /// The partition of a region, told by the region's name.
  public static func of(region: String) -> AWSPartition {
    others.first { region.hasPrefix($0.regionPrefix) }?.partition ?? .aws
  }
}
