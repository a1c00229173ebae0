/// Amazon DataZone, whose domains of version V2 are SageMaker Unified Studio.
public struct DataZone: Sendable {
  public let client: ServiceClient
}

extension AWSService {
  public static let dataZone = AWSService(
    id: "DataZone", endpointPrefix: "datazone", wire: .restJSON(members: .camel), usesNewHostNames: true)
}

extension AWS {
  public var dataZone: DataZone { DataZone(client: client(.dataZone)) }
}

extension DataZone {
  /// The path of something in a domain.
  static func path(_ domain: String, _ more: String...) -> [String] { ["v2", "domains", domain] + more }
}
