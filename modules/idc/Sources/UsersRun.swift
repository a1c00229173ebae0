import DaiviModule

/// The work of one run on the users of the store and the environment's groups.
struct UsersRun: Sendable {
  let store: String
  private let center: Center
  private var claims: UserClaims
  private let groupIds: [Group: String]

  /// - Parameter store: the target's own, when it is known already.
  init(_ context: StepContext, store: String? = nil) async throws {
    let store = try store ?? context.value("{inputs.identityStoreId}")
    self.store = store
    center = Center(context)
    claims = try await UserClaims(context, store: store)
    groupIds = Dictionary(
      uniqueKeysWithValues: Group.allCases.compactMap { group in
        context.inputs[group.groupIdInput].map { (group, $0) }
      })
  }

  /// nil when there is no such user.
  func user(_ userName: String) async throws -> IdentityStore.User? {
    guard let id = try await center.userId(store: store, userName: userName) else { return nil }
    return try await center.identityStore.describeUser(store: store, id: id)
  }

  /// The user's id, and whether it was made now. Somebody who was there before keeps their name.
  mutating func ensure(_ person: Person) async throws -> (id: String, isNew: Bool) {
    if let user = try await user(person.userName) {
      if claims.own(person.userName) == nil { try await claims.write(person.userName, isMade: false) }
      let changes = differences(user, person)
      if !changes.isEmpty {
        try await center.identityStore.updateUser(store: store, id: user.userId, operations: changes)
      }
      return (user.userId, false)
    }
    if claims.own(person.userName)?.isMade != true { try await claims.write(person.userName, isMade: true) }
    let made = try await center.identityStore.createUser(
      .init(
        identityStoreId: store, userName: person.userName,
        name: .init(givenName: person.givenName, familyName: person.familyName), displayName: person.displayName,
        emails: [.init(value: person.userName, type: "work", primary: true)]))
    return (made.userId, true)
  }

  /// What of a user the platform made has to change; nothing of anybody else.
  func differences(_ user: IdentityStore.User, _ person: Person) -> [IdentityStore.AttributeOperation] {
    guard claims.isMade(person.userName) else { return [] }
    var changes: [IdentityStore.AttributeOperation] = []
    if user.displayName != person.displayName { changes.append(.init("displayName", .string(person.displayName))) }
    if user.name?.givenName != person.givenName { changes.append(.init("name.givenName", .string(person.givenName))) }
    if user.name?.familyName != person.familyName {
      changes.append(.init("name.familyName", .string(person.familyName)))
    }
    if !user.emails.contains(where: { $0.value?.lowercased() == person.userName.lowercased() }) {
      changes.append(
        .init("emails", [["value": .string(person.userName), "type": "work", "primary": true]]))
    }
    return changes
  }

  /// User ids to membership ids; nil when the group is gone.
  func memberships(of group: Group) async throws -> [String: String]? {
    guard let id = groupIds[group] else { return nil }
    do {
      let found = try await center.identityStore.listGroupMembershipsPages(store: store, group: id)
        .collect(\.groupMemberships)
      return Dictionary(found.compactMap { entry in entry.memberId?.userId.map { ($0, entry.membershipId) } }) { $1 }
    } catch let error as AWSError where error.isNotFound {
      return nil
    }
  }

  /// Makes a group hold exactly these users; how many memberships came or went.
  func setMembers(of group: Group, to wanted: [String]) async throws -> Int {
    guard let id = groupIds[group], let held = try await memberships(of: group) else {
      throw StepError(
        message: "group \(group.title) is gone", hint: "daivi-host verify idc, then daivi-host deploy idc")
    }
    let missing = wanted.filter { held[$0] == nil }
    for user in missing {
      do {
        try await center.identityStore.createGroupMembership(store: store, group: id, user: user)
      } catch let error as AWSError where error.isAlreadyExists {
        continue
      }
    }
    let extra = held.filter { !wanted.contains($0.key) }
    for membership in extra.values.sorted() {
      do {
        try await center.identityStore.deleteGroupMembership(store: store, membership: membership)
      } catch let error as AWSError where error.isNotFound {
        continue
      }
    }
    return missing.count + extra.count
  }

  /// Claims users that are there, so that they stay when the environment that made them goes; and no longer those of
  /// before. Nobody is removed.
  mutating func hold(_ userNames: [String]) async throws {
    for userName in userNames where claims.own(userName) == nil { try await claims.write(userName, isMade: false) }
    let kept = Set(userNames.map { $0.lowercased() })
    for claim in claims.own where !claim.isMade && !kept.contains(claim.userName.lowercased()) {
      try await claims.release(claim.userName)
    }
  }

  /// Gives up the claim on everybody who is not one of `userNames`, and removes whom the platform made and nobody else
  /// needs.
  mutating func forgetOthers(than userNames: [String]) async throws -> [String] {
    let kept = Set(userNames.map { $0.lowercased() })
    var removed: [String] = []
    for claim in claims.own where !kept.contains(claim.userName.lowercased()) {
      if let heir = claims.others(claim.userName).keys.sorted().first {
        if claim.isMade { try await claims.write(claim.userName, isMade: true, for: heir) }
      } else if claim.isMade, try await remove(claim.userName) {
        removed.append(claim.userName)
      }
      try await claims.release(claim.userName)
    }
    return removed
  }

  /// False when somebody put the user into a group of their own, or it is gone.
  private func remove(_ userName: String) async throws -> Bool {
    guard let id = try await center.userId(store: store, userName: userName) else { return false }
    let groups = try await center.identityStore.listGroupMembershipsForMemberPages(store: store, user: id)
      .collect(\.groupMemberships).compactMap(\.groupId)
    guard Set(groups).isSubset(of: groupIds.values) else { return false }
    try await center.identityStore.deleteUser(store: store, id: id)
    return true
  }
}
