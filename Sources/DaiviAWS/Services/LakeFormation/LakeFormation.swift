/// AWS Lake Formation.
public struct LakeFormation: Sendable {
  public let client: ServiceClient
}

extension AWSService {
  public static let lakeFormation = AWSService(
    id: "LakeFormation", endpointPrefix: "lakeformation", wire: .restJSON(members: .pascal))
}

extension AWS {
  public var lakeFormation: LakeFormation { LakeFormation(client: client(.lakeFormation)) }
}
