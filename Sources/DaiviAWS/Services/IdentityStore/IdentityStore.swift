/// The identity store of an Identity Center instance: its users, groups and memberships.
public struct IdentityStore: Sendable {
  public let client: ServiceClient
}

extension AWSService {
  public static let identityStore = AWSService(
    id: "identitystore", endpointPrefix: "identitystore",
    wire: .json(version: "1.1", target: "AWSIdentityStore", members: .pascal))
}

extension AWS {
  public var identityStore: IdentityStore { IdentityStore(client: client(.identityStore)) }
}
