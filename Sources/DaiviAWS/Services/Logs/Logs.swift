/// Amazon CloudWatch Logs.
public struct Logs: Sendable {
  public let client: ServiceClient
}

extension AWSService {
  public static let logs = AWSService(
    id: "CloudWatch Logs", endpointPrefix: "logs", wire: .json(version: "1.1", target: "Logs_20140328", members: .camel)
  )
}

extension AWS {
  public var logs: Logs { Logs(client: client(.logs)) }
}
