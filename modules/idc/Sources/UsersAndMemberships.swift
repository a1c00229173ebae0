import DaiviModule

/// Users by the API, because people who are there already have to be adopted, and the memberships of the environment's
/// groups, which hold exactly who the users file says.
struct UsersAndMemberships: Step {
  let id = "users"
  let kind = "users"
  let title = "users and memberships"

  var reads: [Value] {
    ["{inputs.identityStoreId}", "{inputs.instanceRegion}", "{parameters.users}"]
      + Group.allCases.map { Value("{inputs.\($0.groupIdInput)}") }
  }
  var singletons: [String] { ["identity-center"] }
  var checks: [CheckDeclaration] { [Self.usersCheck, Self.membersCheck] }
  private static let usersCheck = CheckDeclaration(id: "users", title: "every user is there, as the users file says")
  private static let membersCheck = CheckDeclaration(id: "members", title: "groups hold whom the users file says")

  func material(in files: ModuleFiles) throws -> String { "1|\(People.examples.everybody)" }
  func outputs(in files: ModuleFiles) throws -> [String] { Members.outputNames }

  func apply(_ context: StepContext) async throws -> StepSuccess {
    let people = try People.configured(context) ?? .examples
    var run = try await UsersRun(context)
    var members = Members(store: run.store)
    var made = 0
    for person in people.everybody {
      let (id, isNew) = try await run.ensure(person)
      members.know(person.userName, id)
      if isNew { made += 1 }
    }
    var changed = 0
    for group in Group.allCases {
      members[group] = people[group]
      changed += try await run.setMembers(of: group, to: members.ids(group))
    }
    let removed = try await run.forgetOthers(than: people.everybody.map(\.userName))
    return StepSuccess(
      outputs: try members.outputs(),
      resources: members.allIds.map { ResourceRecord(type: "AWS::IdentityStore::User", id: $0) },
      detail: "\(members.allIds.count) users, \(made) new; \(changed) memberships changed"
        + (removed.isEmpty ? "" : "; gone: \(removed.joined(separator: ", "))"))
  }

  func verify(_ context: StepContext) async throws -> [CheckResult] {
    let people = try People.configured(context) ?? .examples
    let run = try await UsersRun(context)
    var faults: [CheckResult] = []
    func fault(_ check: CheckDeclaration, _ of: String, _ detail: String) {
      faults.append(
        CheckResult(id: "\(check.id):\(of)", title: check.title, status: .failed, detail: detail, resource: of))
    }
    var ids: [String: String] = [:]
    for person in people.everybody {
      guard let user = try await run.user(person.userName) else {
        fault(Self.usersCheck, person.userName, "user \(person.userName) is missing")
        continue
      }
      ids[person.userName] = user.userId
      let differences = run.differences(user, person)
      if !differences.isEmpty {
        fault(
          Self.usersCheck, person.userName,
          "user \(person.userName) differs in \(differences.map(\.attributePath).joined(separator: ", "))")
      }
    }
    for group in Group.allCases {
      guard let memberships = try await run.memberships(of: group) else {
        fault(Self.membersCheck, group.title, "group \(group.title) is missing")
        continue
      }
      let wanted = people[group].compactMap { userName in ids[userName].map { (userName, $0) } }
      for (userName, id) in wanted where memberships[id] == nil {
        fault(Self.membersCheck, userName, "\(userName) is not in group \(group.title)")
      }
      for stranger in memberships.keys.sorted() where !wanted.contains(where: { $0.1 == stranger }) {
        fault(Self.membersCheck, stranger, "user \(stranger) is in group \(group.title), which nobody asked for")
      }
    }
    let passed = checks.filter { check in !faults.contains { $0.title == check.title } }
    return faults + passed.map { CheckResult(id: $0.id, title: $0.title, status: .passed) }
  }

  func destroy(_ context: StepContext) async throws -> StepSuccess {
    if let other = try await UsersParameter.otherSource(context) { return StepSuccess(detail: "left to \(other)") }
    var run = try await UsersRun(context)
    let removed = try await run.forgetOthers(than: [])
    return StepSuccess(detail: removed.isEmpty ? "no user to remove" : "gone: \(removed.joined(separator: ", "))")
  }

  /// A preview: who would be made, and who would be put into which group.
  func plan(_ context: StepContext) async throws -> [PlannedChange] {
    let people = try People.configured(context) ?? .examples
    let run = context.inputs["identityStoreId"] == nil ? nil : try await UsersRun(context)
    var changes: [PlannedChange] = []
    for person in people.everybody {
      let groups = Group.allCases.filter { people[$0].contains(person.userName) }.map(\.title).joined(separator: ", ")
      let isThere = try await run?.user(person.userName) != nil
      changes.append(
        PlannedChange(
          action: isThere ? .update : .create, type: "AWS::IdentityStore::User", name: person.userName,
          detail: "in \(groups)"))
    }
    return changes
  }
}
