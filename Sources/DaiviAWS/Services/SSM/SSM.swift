/// AWS Systems Manager.
public struct SSM: Sendable {
  public let client: ServiceClient
}

extension AWSService {
  public static let ssm = AWSService(
    id: "SSM", endpointPrefix: "ssm", wire: .json(version: "1.1", target: "AmazonSSM", members: .pascal))
}

extension AWS {
  public var ssm: SSM { SSM(client: client(.ssm)) }
}
