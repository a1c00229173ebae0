/// Amazon EMR Serverless.
public struct EMRServerless: Sendable {
  public let client: ServiceClient
}

extension AWS {
  public var emrServerless: EMRServerless { EMRServerless(client: client(.emrServerless)) }
}
