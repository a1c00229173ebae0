import DaiviModule

/// Nobody can sign in without a password, and no API sets or tells one: a person makes a one-time password for each user.
/// Nothing waits for this but the guide's steps in the portal.
let passwordsSet = Gate.person(
  "passwords", "every user has a one-time password",
  instructions: """
    one-time passwords: in the console open IAM Identity Center, Users, and for each of the environment's users choose \
    Reset password, Generate a one-time password; keep it with the user name, at first sign-in the user sets their own
    """,
  reads: Group.allCases.map { Value("{inputs.\($0.idsOutput)}") })

let usersAreEnabled = Check(
  "enabled", "every user may sign in",
  reads: ["{inputs.identityStoreId}"] + Group.allCases.map { Value("{inputs.\($0.idsOutput)}") }
) { context in
  let store = try context.value("{inputs.identityStoreId}")
  let center = Center(context)
  let ids = Set(Group.allCases.flatMap { (context.inputs[$0.idsOutput] ?? "").split(separator: ",").map(String.init) })
  var wrong: [String] = []
  for id in ids.sorted() {
    do {
      let user = try await center.identityStore.describeUser(store: store, id: id)
      if user.userStatus == "DISABLED" { wrong.append("\(user.userName ?? id) is disabled") }
    } catch let error as AWSError where error.isNotFound {
      wrong.append("user \(id) is missing")
    }
  }
  return CheckResult(
    id: "enabled", title: "every user may sign in", status: wrong.isEmpty ? .passed : .failed,
    detail: wrong.isEmpty ? "\(ids.count) users" : wrong.joined(separator: "; "), resource: store)
}
