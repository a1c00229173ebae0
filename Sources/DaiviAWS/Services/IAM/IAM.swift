/// AWS Identity and Access Management.
public struct IAM: Sendable {
  public let client: ServiceClient
}

extension AWSService {
  public static let iam = AWSService(
    id: "IAM", endpointPrefix: "iam", wire: .query(version: "2010-05-08"), globalRegion: "us-east-1", hostIsGlobal: true
  )
}

extension AWS {
  public var iam: IAM { IAM(client: client(.iam)) }
}
