/// AWS Identity and Access Management.
public struct IAM: Sendable {
  public let client: ServiceClient
}

extension AWSService {
  public static let iam = AWSService(
    id: "IAM", endpointPrefix: "iam", wire: .query(version: "2010-05-08"),
    globalRegions: ["aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"], hostIsGlobal: true
  )
}

extension AWS {
  public var iam: IAM { IAM(client: client(.iam)) }
}
