import DaiviModule

/// The account's own instance. An account has one over all regions, so it is nobody's alone: adopted when it is there,
/// claimed by every environment that uses it, deleted by the last one if the platform made it and nobody else needs it.
/// `AWS::SSO::Instance` in a stack would make a second environment's deployment fail, and take the first one's users away
/// with its stack; so the API makes it.
let accountInstance = Custom(
  "instance", "the account's Identity Center instance",
  reads: ["{parameters.instanceRegion}", "{parameters.users}"], outputs: Center.outputNames,
  singletons: ["identity-center"], checks: [instanceIsActive],
  apply: { context in
    // A users file that cannot be used is said before anything is made.
    _ = try People.configured(context)
    let center = Center(context)
    let claim = SingletonClaim(instanceSingleton, context)
    if let found = try await ownInstance(center, context) {
      let instance = try await center.awaitActive(found.instanceArn, context)
      if try await claim.own() == nil { try await claim.write(adoptedWord) }
      return StepSuccess(outputs: center.outputs(of: instance), detail: note("was there already", center, context))
    }
    try await claim.write(madeWord)
    let instance = try await center.awaitActive(try await make(center, context), context)
    return StepSuccess(
      outputs: center.outputs(of: instance),
      resources: [ResourceRecord(type: "AWS::SSO::Instance", id: instance.instanceArn)],
      detail: note(instance.instanceArn, center, context))
  },
  verify: { context in
    let center = Center(context)
    let arn = context.inputs["instanceArn"] ?? ""
    return [instanceResult(try await center.instances().first { $0.instanceArn == arn }, arn, center)]
  },
  destroy: { context in
    if let other = try await UsersParameter.otherSource(context) { return StepSuccess(detail: "left to \(other)") }
    return StepSuccess(detail: try await releaseInstance(context))
  })

let instanceIsActive = CheckDeclaration(id: "instance", title: "the Identity Center instance is there and active")
let instanceSingleton = "identity-center"
let madeWord = "made"
let adoptedWord = "adopted"

/// Gives up the environment's claim on the account's instance. The last one removes what the platform made, unless
/// somebody is in it.
func releaseInstance(_ context: StepContext) async throws -> String {
  let center = Center(context)
  let claim = SingletonClaim(instanceSingleton, context)
  let isOurs = try await claim.own() == madeWord
  if let heir = try await claim.others().keys.sorted().first {
    if isOurs { try await claim.rewrite(heir, madeWord) }
    try await claim.release()
    return "left to \(heir), which uses it too"
  }
  guard isOurs, let instance = try await ownInstance(center, context) else {
    try await claim.release()
    return isOurs ? "was gone already" : "kept: it was there before"
  }
  if let reason = try await whoNeedsIt(instance, center) {
    try await claim.release()
    return "kept: \(reason)"
  }
  try await center.ssoAdmin.deleteInstance(arn: instance.instanceArn)
  try await claim.release()
  return "removed"
}

func instanceResult(_ found: SSOAdmin.Instance?, _ arn: String, _ center: Center) -> CheckResult {
  let isSound = found?.status == "ACTIVE"
  return CheckResult(
    id: instanceIsActive.id, title: instanceIsActive.title, status: isSound ? .passed : .failed,
    detail: isSound
      ? nil : found.map { "it is \($0.status ?? "in no state")" } ?? "there is no \(arn) in \(center.region)",
    resource: arn)
}

/// The instance that this account owns, in the region; an organization's is no account's own.
private func ownInstance(_ center: Center, _ context: StepContext) async throws -> SSOAdmin.Instance? {
  let account = context.environment.account
  guard let found = try await center.instances().first(where: { $0.ownerAccountId == account }) else { return nil }
  if try await center.managementAccount() == account {
    throw StepError(
      message: "account \(account) manages an organization: \(found.instanceArn) is the organization's instance",
      hint: "set identityCenter: organization (or discover, to change nothing in it)")
  }
  return found
}

private func make(_ center: Center, _ context: StepContext) async throws -> String {
  let tags = context.environment.tags.sorted { $0.key < $1.key }.map { SSOAdmin.Tag(key: $0.key, value: $0.value) }
  do {
    return try await center.ssoAdmin.createInstance(
      .init(name: context.environment.app, clientToken: context.token, tags: tags)
    ).instanceArn
  } catch let error as AWSError where error.isAlreadyExists {
    throw StepError(
      message: "account \(context.environment.account) has an instance already, but none in \(center.region): "
        + error.message,
      service: error.service, operation: error.operation, code: error.code, requestID: error.requestID,
      hint: "set modules.idc.parameters.instanceRegion to its region")
  }
}

/// Users or applications that would lose what they sign in with; nil when there are none.
private func whoNeedsIt(_ instance: SSOAdmin.Instance, _ center: Center) async throws -> String? {
  if let store = instance.identityStoreId {
    let users = try await center.identityStore.listUsersPages(store: store).collect(\.users)
    if let first = users.first { return "\(users.count) users are in it, \(first.userName ?? first.userId) for one" }
  }
  let applications = try await center.ssoAdmin.listApplicationsPages(instanceArn: instance.instanceArn)
    .collect(\.applications)
  return applications.first.map { "application \($0.name ?? $0.applicationArn ?? "?") signs users in through it" }
}

private func note(_ text: String, _ center: Center, _ context: StepContext) -> String {
  center.regionNote(context).map { "\(text); \($0)" } ?? text
}
