import DaiviModule

/// Who belongs to the group of readers: the users named in the configuration, or every administrator of QuickSight.
let readers = Custom(
  "members", "members of the readers' group", reads: ["{inputs.readersGroup}", "{parameters.readers}"],
  checks: [CheckDeclaration(id: "members", title: "the readers' group has the members it should")],
  apply: { context in
    let (wanted, found) = (try await wantedReaders(context), try await members(context))
    for user in wanted.subtracting(found).sorted() {
      try await context.aws.quickSight.createGroupMembership(
        account: context.environment.account, group: try group(context), user: user)
    }
    for user in found.subtracting(wanted).sorted() {
      try await context.aws.quickSight.deleteGroupMembership(
        account: context.environment.account, group: try group(context), user: user)
    }
    return StepSuccess(detail: wanted.isEmpty ? "nobody yet" : wanted.sorted().joined(separator: ", "))
  },
  verify: { context in
    let (wanted, found) = (try await wantedReaders(context), try await members(context))
    let wrong = [("missing", wanted.subtracting(found)), ("not to be in it", found.subtracting(wanted))]
      .filter { !$0.1.isEmpty }.map { "\($0): \($1.sorted().joined(separator: ", "))" }
    return [
      CheckResult(
        id: "members", title: "the readers' group has the members it should",
        status: wrong.isEmpty ? .passed : .failed,
        detail: wrong.isEmpty ? "\(found.count) members" : wrong.joined(separator: "; "),
        resource: try group(context))
    ]
  })

private func group(_ context: StepContext) throws -> String { try context.value("{inputs.readersGroup}") }

private func members(_ context: StepContext) async throws -> Set<String> {
  let pages = context.aws.quickSight.listGroupMembershipsPages(
    account: context.environment.account, group: try group(context))
  return Set(try await pages.collect(\.groupMemberList).map(\.memberName))
}

private func wantedReaders(_ context: StepContext) async throws -> Set<String> {
  let users: [QuickSight.User]
  do {
    users = try await context.aws.quickSight.listUsersPages(account: context.environment.account).collect(\.userList)
  } catch let error as AWSError where error.message.contains("identity region") {
    throw StepError(
      message: "QuickSight keeps this account's users in another region: \(error.message)", service: error.service,
      operation: error.operation, code: error.code, requestID: error.requestID,
      hint: "deploy to an environment whose primaryRegion is that region")
  }
  guard let named = context.parameters["readers"] else {
    return Set(users.filter { $0.role?.hasPrefix("ADMIN") == true }.map(\.userName))
  }
  let wanted = Set(named.split { $0 == "," || $0 == " " }.map(String.init))
  let unknown = wanted.subtracting(users.map(\.userName)).sorted()
  guard unknown.isEmpty else {
    throw StepError(
      message: "QuickSight has no user \(unknown.joined(separator: ", ")); it has "
        + users.map(\.userName).sorted().joined(separator: ", "),
      hint: "mend modules.quicksight.parameters.readers, or let them sign in to QuickSight once")
  }
  return wanted
}
