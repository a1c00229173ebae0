/// Amazon Athena.
public struct Athena: Sendable {
  public let client: ServiceClient
}

extension AWSService {
  public static let athena = AWSService(
    id: "Athena", endpointPrefix: "athena", wire: .json(version: "1.1", target: "AmazonAthena", members: .pascal))
}

extension AWS {
  public var athena: Athena { Athena(client: client(.athena)) }
}
