/// AWS CloudFormation.
public struct CloudFormation: Sendable {
  public let client: ServiceClient
}

extension AWSService {
  public static let cloudFormation = AWSService(
    id: "CloudFormation", endpointPrefix: "cloudformation", wire: .query(version: "2010-05-15"))
}

extension AWS {
  public var cloudFormation: CloudFormation { CloudFormation(client: client(.cloudFormation)) }
}
