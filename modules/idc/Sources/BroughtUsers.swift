import DaiviModule

/// Takes users of an existing instance by the users file, whatever groups there are. They are looked up: a name that is
/// nobody's would only show when the domain and its projects are made.
let broughtUsers = Custom(
  "users", "users of the users file in an existing instance",
  reads: [
    "{parameters.users}", "{parameters.identityStoreId}", "{parameters.instanceArn}", "{parameters.instanceRegion}",
    "{parameters.instanceRole}",
  ], outputs: Center.outputNames + Members.outputNames, singletons: ["identity-center"],
  checks: [instanceIsActive, CheckDeclaration(id: "users", title: "every user of the users file is in the store")],
  apply: { context in
    let people = try brought(context)
    let store = try store(of: people, context)
    let center = try await Center.whereverItIs(context)
    let instance = try await chosenInstance(center, context, store: store)
    var members = Members(store: store)
    var missing: [String] = []
    for person in people.everybody {
      if let id = try await center.userId(store: store, userName: person.userName) {
        members.know(person.userName, id)
      } else {
        missing.append(person.userName)
      }
    }
    guard missing.isEmpty else {
      throw StepError(
        message: "not in identity store \(store): \(missing.joined(separator: ", "))", service: "identitystore",
        operation: "GetUserId", hint: "a user's name there must be the address in the users file")
    }
    for group in Group.allCases { members[group] = people[group] }
    try await Borrowed.hold(instance, users: members.allNames, context)
    return StepSuccess(
      outputs: try members.outputs().merging(center.outputs(of: instance)) { $1 },
      detail: "\(members.allIds.count) users" + (center.regionNote(context).map { "; \($0)" } ?? ""))
  },
  verify: { context in
    let people = try brought(context)
    let store = try store(of: people, context)
    let center = try await Center.whereverItIs(context)
    let arn = context.inputs["instanceArn"] ?? ""
    let first = instanceResult(try await center.instances().first { $0.instanceArn == arn }, arn, center)
    if first.status == .failed { return [first] }
    let recorded = Set(Group.allCases.flatMap { (context.inputs[$0.idsOutput] ?? "").split(separator: ",") })
    var wrong: [String] = []
    for person in people.everybody {
      let id = try await center.userId(store: store, userName: person.userName)
      if id.map({ recorded.contains(Substring($0)) }) != true {
        wrong.append(id == nil ? "\(person.userName) is missing" : "\(person.userName) is another user now")
      }
    }
    return [
      first,
      CheckResult(
        id: "users", title: "every user of the users file is in the store", status: wrong.isEmpty ? .passed : .failed,
        detail: wrong.isEmpty ? nil : wrong.joined(separator: "; "), resource: store),
    ]
  },
  destroy: Borrowed.letGo)

private func brought(_ context: StepContext) throws -> People {
  guard let people = try People.configured(context) else {
    throw StepError(
      message: "there is no users file",
      hint: "run daivi-idc users, which asks and writes one, then set modules.idc.parameters.users to it")
  }
  return people
}

private func store(of people: People, _ context: StepContext) throws -> String {
  guard let store = context.parameters["identityStoreId"] ?? people.identityStoreId else {
    throw StepError(
      message: "the users file says no identityStoreId",
      hint: "put it in: the console shows it under Settings, Identity source")
  }
  guard IdentityStoreName.isValid(store) else {
    throw StepError(message: "'\(store)' is no id of an identity store: \(IdentityStoreName.form)")
  }
  return store
}
