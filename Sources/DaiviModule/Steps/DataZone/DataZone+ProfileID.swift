import DaiviAWS

extension DataZone {
  /// Those of the users who are not among `ids`, which owners and members are listed by: a user's profile may have another
  /// id than the user has in Identity Center.
  func missing(_ users: [String], among ids: Set<String>, domain: String) async throws -> [String] {
    var missing: [String] = []
    for user in users where !ids.contains(user) {
      do {
        if let id = try await getUserProfile(domain: domain, user: user).id, ids.contains(id) { continue }
      } catch let error as AWSError where error.isNotFound {
        // No profile, so nothing of it either.
      }
      missing.append(user)
    }
    return missing
  }
}
