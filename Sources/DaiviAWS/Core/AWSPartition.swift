/// A group of regions with its own accounts and host names ("AWS partitions", General Reference).
public struct AWSPartition: Sendable, Hashable {
  /// Second part of an ARN: `aws`, `aws-cn`, `aws-us-gov`, ...
  public var id: String
  /// Ending of its host names.
  public var dnsSuffix: String
  /// Region in which the partition's global services sign.
  public var globalRegion: String

  public static let aws = AWSPartition(id: "aws", dnsSuffix: "amazonaws.com", globalRegion: "us-east-1")

  private static let others: [(regionPrefix: String, partition: AWSPartition)] = [
    ("cn-", .init(id: "aws-cn", dnsSuffix: "amazonaws.com.cn", globalRegion: "cn-north-1")),
    ("us-gov-", .init(id: "aws-us-gov", dnsSuffix: "amazonaws.com", globalRegion: "us-gov-west-1")),
    ("us-isob-", .init(id: "aws-iso-b", dnsSuffix: "sc2s.sgov.gov", globalRegion: "us-isob-east-1")),
    ("us-iso-", .init(id: "aws-iso", dnsSuffix: "c2s.ic.gov", globalRegion: "us-iso-east-1")),
    ("eusc-", .init(id: "aws-eusc", dnsSuffix: "amazonaws.eu", globalRegion: "eusc-de-east-1")),
  ]

  /// The partition of a region, told by the region's name.
  public static func of(region: String) -> AWSPartition {
    others.first { region.hasPrefix($0.regionPrefix) }?.partition ?? .aws
  }
}
