/// AWS Security Token Service.
public struct STS: Sendable {
  public let client: ServiceClient
}

extension AWSService {
  public static let sts = AWSService(id: "STS", endpointPrefix: "sts", wire: .query(version: "2011-06-15"))
}

extension AWS {
  public var sts: STS { STS(client: client(.sts)) }
}
