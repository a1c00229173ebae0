/// AWS Key Management Service.
public struct KMS: Sendable {
  public let client: ServiceClient
}

extension AWSService {
  public static let kms = AWSService(
    id: "KMS", endpointPrefix: "kms", wire: .json(version: "1.1", target: "TrentService", members: .pascal))
}

extension AWS {
  public var kms: KMS { KMS(client: client(.kms)) }
}
