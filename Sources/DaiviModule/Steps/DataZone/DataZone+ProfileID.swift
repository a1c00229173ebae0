import DaiviAWS

extension DataZone {
  /// Those of the users who are not among `ids`, which owners and members are listed by: a user's profile may have another
  /// id than the user has in Identity Center.
  func missing(_ users: [String], among ids: Set<String>, domain: String) async throws -> [String] {
    var missing: [String] = []
    for user in users where !ids.contains(user) {
      // Without a profile there is nothing of it either.
      if let id = try await profile(user, domain: domain)?.id, ids.contains(id) { continue }
      missing.append(user)
    }
    return missing
  }

  /// Those of `ids`, which owners and members are listed by, that are people of Identity Center and none of the users.
  /// Principals of IAM are nobody's business here: who made the domain, who deploys, roles that work in a project.
  func strangers(_ ids: some Sequence<String>, besides users: [String], domain: String) async throws -> [String] {
    let known = Set(users)
    let others = ids.filter { !known.contains($0) }
    if others.isEmpty { return [] }
    var profiles = Set<String>()
    for user in users {
      if let id = try await profile(user, domain: domain)?.id { profiles.insert(id) }
    }
    var strangers: [String] = []
    for id in others where !profiles.contains(id) {
      if try await profile(id, domain: domain)?.type == "SSO" { strangers.append(id) }
    }
    return strangers.sorted()
  }

  /// nil for whom the domain does not know.
  func profile(_ user: String, domain: String) async throws -> UserProfile? {
    do {
      return try await getUserProfile(domain: domain, user: user)
    } catch let error as AWSError where error.isNotFound {
      return nil
    }
  }
}
