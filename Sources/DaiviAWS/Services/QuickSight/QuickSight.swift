/// Amazon QuickSight. Users and groups live in one region, the account's identity region.
public struct QuickSight: Sendable {
  public let client: ServiceClient
}

extension AWS {
  public var quickSight: QuickSight { QuickSight(client: client(.quickSight)) }
}
