/// AWS Organizations; one endpoint a partition.
public struct Organizations: Sendable {
  public let client: ServiceClient
}

extension AWSService {
  public static let organizations = AWSService(
    id: "Organizations", endpointPrefix: "organizations",
    wire: .json(version: "1.1", target: "AWSOrganizationsV20161128", members: .pascal),
    globalRegions: ["aws": "us-east-1", "aws-cn": "cn-northwest-1", "aws-us-gov": "us-gov-west-1"])
}

extension AWS {
  public var organizations: Organizations { Organizations(client: client(.organizations)) }
}

extension Organizations {
  /// DescribeOrganization: the organization that the account is in; `AWSOrganizationsNotInUseException` when in none.
  public func describeOrganization() async throws -> DescribeOrganizationResponse {
    try await client.call("DescribeOrganization", NoInput())
  }

  /// Output of DescribeOrganization.
  public struct DescribeOrganizationResponse: Sendable, Hashable, Decodable {
    public var organization: Organization?
  }

  /// API type `Organization`.
  public struct Organization: Sendable, Hashable, Decodable {
    public var id: String?
    /// The management account.
    public var masterAccountId: String?
  }
}
