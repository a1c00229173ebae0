/// Service Quotas.
public struct ServiceQuotas: Sendable {
  public let client: ServiceClient
}

extension AWS {
  public var serviceQuotas: ServiceQuotas { ServiceQuotas(client: client(.serviceQuotas)) }
}

extension ServiceQuotas {
  /// GetServiceQuota: what the account has; it has no answer for a quota that was never changed in some services.
  public func getServiceQuota(serviceCode: String, quotaCode: String) async throws -> Quota {
    let output: Output = try await client.call(
      "GetServiceQuota", Input(serviceCode: serviceCode, quotaCode: quotaCode))
    return output.quota
  }

  /// GetAWSDefaultServiceQuota: what AWS gives everybody.
  public func getAWSDefaultServiceQuota(serviceCode: String, quotaCode: String) async throws -> Quota {
    let output: Output = try await client.call(
      "GetAWSDefaultServiceQuota", Input(serviceCode: serviceCode, quotaCode: quotaCode))
    return output.quota
  }

  /// API type `ServiceQuota`.
  public struct Quota: Sendable, Hashable, Decodable {
    public var quotaCode: String?
    public var quotaName: String?
    public var value: Double
    public var adjustable: Bool?
  }

  private struct Input: Encodable, Sendable {
    var serviceCode: String
    var quotaCode: String
  }

  private struct Output: Decodable {
    var quota: Quota
  }
}
