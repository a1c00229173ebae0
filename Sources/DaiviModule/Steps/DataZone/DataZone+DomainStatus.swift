import DaiviAWS

extension DataZone {
  /// A domain's status; nil when it is gone. DataZone refuses GetDomain for a domain that is gone, as for one that is
  /// nobody's business: which it is, ListDomains tells.
  /// - Parameter isDeleted: its deletion was asked for. The refusal comes before the listing knows then.
  /// - Throws: `AWSError`, also where the domain is there and the caller may not look at it.
  func domainStatus(_ id: String, isDeleted: Bool = false) async throws -> String? {
    do {
      let status = try await getDomain(id).status
      return status == "DELETED" ? nil : status
    } catch let error as AWSError where error.isNotFound {
      return nil
    } catch let error as AWSError where error.isAccessDenied {
      let listed = try await listedStatus(id)
      if let listed, !isDeleted, listed != "DELETING" { throw error }
      return listed
    }
  }

  private func listedStatus(_ id: String) async throws -> String? {
    for try await page in listDomainsPages() {
      guard let domain = page.items.first(where: { $0.id == id }) else { continue }
      return domain.status == "DELETED" ? nil : domain.status ?? "?"
    }
    return nil
  }
}
