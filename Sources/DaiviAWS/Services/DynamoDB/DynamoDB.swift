/// Amazon DynamoDB.
public struct DynamoDB: Sendable {
  public let client: ServiceClient
}

extension AWSService {
  public static let dynamoDB = AWSService(
    id: "DynamoDB", endpointPrefix: "dynamodb",
    wire: .json(version: "1.0", target: "DynamoDB_20120810", members: .pascal))
}

extension AWS {
  public var dynamoDB: DynamoDB { DynamoDB(client: client(.dynamoDB)) }
}
