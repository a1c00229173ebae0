import DaiviModule

/// Takes the groups as they are in an instance that somebody else looks after, and changes nothing there. Whoever deploys
/// stands in where a group that needs somebody is missing or empty.
let discoveredUsers = Custom(
  "discover", "groups and users of an existing instance",
  reads: [
    "{parameters.instanceArn}", "{parameters.instanceRegion}", "{parameters.instanceRole}", "{parameters.groupPrefix}",
    "{parameters.deployerUserName}",
  ], outputs: Center.outputNames + Members.outputNames, singletons: ["identity-center"],
  checks: [
    instanceIsActive, CheckDeclaration(id: "members", title: "groups hold whom they held when they were discovered"),
  ],
  apply: { context in
    let center = try await Center.whereverItIs(context)
    let instance = try await chosenInstance(center, context, store: nil)
    let found = try await Discovery(center, instance, context).run()
    try await Borrowed.hold(instance, users: found.members.allNames, context)
    let note = center.regionNote(context).map { [$0] } ?? []
    return StepSuccess(
      outputs: try found.members.outputs().merging(center.outputs(of: instance)) { $1 },
      detail: (found.remarks + note).joined(separator: "; "))
  },
  verify: { context in
    let center = try await Center.whereverItIs(context)
    let arn = context.inputs["instanceArn"] ?? ""
    let instance = try await center.instances().first { $0.instanceArn == arn }
    let first = instanceResult(instance, arn, center)
    guard let instance, first.status == .passed else { return [first] }
    let found = try await Discovery(center, instance, context).run().members.outputs()
    let changed = Group.allCases.filter { found[$0.idsOutput] != context.inputs[$0.idsOutput] }
    return [
      first,
      CheckResult(
        id: "members", title: "groups hold whom they held when they were discovered",
        status: changed.isEmpty ? .passed : .failed,
        detail: changed.isEmpty
          ? nil
          : changed.map { group in
            let names = found[group.namesOutput] ?? ""
            return "\(group.title) is now \(names.isEmpty ? "empty" : names)"
          }.joined(separator: "; "),
        resource: arn),
    ]
  },
  destroy: Borrowed.letGo)

/// The instance that the parameter names or the store belongs to; else the only one there is.
func chosenInstance(_ center: Center, _ context: StepContext, store: String?) async throws -> SSOAdmin.Instance {
  let all = try await center.instances()
  let named = context.parameters["instanceArn"]
  let fitting = all.filter {
    (named == nil || $0.instanceArn == named) && (store == nil || $0.identityStoreId == store)
  }
  if let only = fitting.first, fitting.count == 1 { return only }
  let what = [named.map { "\($0)" }, store.map { "of identity store \($0)" }].compactMap { $0 }.joined(separator: ", ")
  throw StepError(
    message: fitting.isEmpty
      ? "there is no Identity Center instance \(what.isEmpty ? "" : what + " ")in \(center.region) that this account sees"
      : "there are \(fitting.count) instances in \(center.region): "
        + fitting.map(\.instanceArn).joined(separator: ", "),
    service: "SSO Admin", operation: "ListInstances",
    hint: fitting.isEmpty
      ? "modules.idc.parameters: instanceRegion says where it is, instanceRole names a role in its account"
      : "set modules.idc.parameters.instanceArn to one of them")
}

/// One look at the groups.
private struct Discovery: Sendable {
  private let center: Center
  private let store: String
  private let context: StepContext

  init(_ center: Center, _ instance: SSOAdmin.Instance, _ context: StepContext) {
    self.center = center
    self.context = context
    store = instance.identityStoreId ?? ""
  }

  func run() async throws -> (members: Members, remarks: [String]) {
    var members = Members(store: store)
    var remarks: [String] = []
    for group in Group.allCases {
      let users = try await users(of: group)
      if let users, !users.isEmpty {
        for user in users { members.know(user.name, user.id) }
        members[group] = users.map(\.name)
        remarks.append("\(group.title): \(users.count)")
      } else if group == .projectContributor {
        remarks.append("\(group.title): \(users == nil ? "no such group" : "nobody")")
      } else {
        let caller = try await caller(for: group)
        members.know(caller.name, caller.id)
        members[group] = [caller.name]
        remarks.append("\(group.title): \(users == nil ? "no such group" : "nobody"), so \(caller.name)")
        context.progress("warning: \(remarks.last ?? "")")
      }
    }
    return (members, remarks)
  }

  /// nil when there is no such group. The user name counts, which need not be an e-mail address.
  private func users(of group: Group) async throws -> [(name: String, id: String)]? {
    let name = (context.parameters["groupPrefix"] ?? "") + group.title
    do {
      let id = try await center.identityStore.getGroupId(store: store, displayName: name).groupId
      var users: [(name: String, id: String)] = []
      for try await page in center.identityStore.listGroupMembershipsPages(store: store, group: id) {
        for userId in page.groupMemberships.compactMap(\.memberId?.userId) {
          let user = try await center.identityStore.describeUser(store: store, id: userId)
          if let name = user.userName { users.append((name, userId)) }
        }
      }
      return users.sorted { $0.name < $1.name }
    } catch let error as AWSError where error.isNotFound {
      return nil
    }
  }

  /// Whoever deploys: a user of the store by that name, or nobody is made up.
  private func caller(for group: Group) async throws -> (name: String, id: String) {
    let arn = try await context.aws.sts.getCallerIdentity().arn ?? ""
    let name = context.parameters["deployerUserName"] ?? arn.split(separator: "/").last.map(String.init) ?? arn
    guard let id = try await center.userId(store: store, userName: name) else {
      throw StepError(
        message: "group '\(group.title)' has nobody, and whoever deploys ('\(name)') is no user of the identity store "
          + store,
        hint: "set modules.idc.parameters.deployerUserName to your user name there, or put somebody into the group")
    }
    return (name, id)
  }
}
