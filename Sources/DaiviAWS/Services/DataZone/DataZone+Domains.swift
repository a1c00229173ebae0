/// Domains.
extension DataZone {
  /// GetDomain: one domain.
  public func getDomain(_ id: String) async throws -> Domain {
    try await client.rest("GetDomain", "GET", path: Self.path(id))
  }

  /// ListDomains: the domains of the account and region.
  public func listDomainsPages() -> AWSPages<ListDomainsResponse> {
    AWSPages(nextToken: \.nextToken) { token in
      try await client.rest("ListDomains", "GET", path: ["v2", "domains"], query: [("nextToken", token)])
    }
  }

  /// DeleteDomain: starts the deletion of a domain.
  /// - Parameter skipDeletionCheck: whether it goes with what is left in it.
  public func deleteDomain(_ id: String, skipDeletionCheck: Bool) async throws {
    _ = try await client.rest(
      "DeleteDomain", "DELETE", path: Self.path(id), query: [("skipDeletionCheck", "\(skipDeletionCheck)")],
      returning: NoOutput.self)
  }
}

extension DataZone {
  /// Output of GetDomain, and API type `DomainSummary`.
  public struct Domain: Sendable, Hashable, Decodable {
    public var id: String
    public var name: String?
    public var arn: String?
    public var status: String?
    public var rootDomainUnitId: String?
    public var portalUrl: String?
    public var domainVersion: String?
  }

  /// Output of ListDomains.
  public struct ListDomainsResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var items: [Domain]
    public var nextToken: String?
  }
}
