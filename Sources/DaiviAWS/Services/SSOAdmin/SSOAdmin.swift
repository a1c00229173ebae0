/// Administration of AWS IAM Identity Center, which the API calls SSO.
public struct SSOAdmin: Sendable {
  public let client: ServiceClient
}

extension AWSService {
  public static let ssoAdmin = AWSService(
    id: "SSO Admin", endpointPrefix: "sso",
    wire: .json(version: "1.1", target: "SWBExternalService", members: .pascal))
}

extension AWS {
  public var ssoAdmin: SSOAdmin { SSOAdmin(client: client(.ssoAdmin)) }
}
