/// AWS Glue.
public struct Glue: Sendable {
  public let client: ServiceClient
}

extension AWSService {
  public static let glue = AWSService(
    id: "Glue", endpointPrefix: "glue", wire: .json(version: "1.1", target: "AWSGlue", members: .pascal))
}

extension AWS {
  public var glue: Glue { Glue(client: client(.glue)) }
}
