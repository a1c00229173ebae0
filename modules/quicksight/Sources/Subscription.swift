import DaiviModule

/// One an account, over all regions: what is there is used, whoever made it. It is never ended here, because that
/// deletes everything that anybody in the account has in QuickSight. CloudFormation has no type for it.
let subscription = Custom(
  "subscription", "QuickSight subscription", reads: ["{account}"], singletons: ["quicksight-subscription"],
  checks: [CheckDeclaration(id: "subscription", title: "the account is subscribed to QuickSight Enterprise")],
  apply: { context in
    let claim = SingletonClaim("quicksight-subscription", context)
    let account = context.environment.account
    var found = try await current(context)
    let wasThere = found != nil
    if !wasThere {
      try await claim.write("made")
      try await subscribe(context)
    } else if try await claim.own() == nil {
      try await claim.write("adopted")
    }
    var backoff = Backoff(first: .milliseconds(200), longest: .seconds(10))
    while true {
      found = try await current(context)
      let status = found?.accountSubscriptionStatus ?? "not there yet"
      if status == created { break }
      if status.contains("FAILED") {
        throw StepError(
          message: "subscribing account \(account) to QuickSight ended \(status)", service: "QuickSight",
          operation: "CreateAccountSubscription", code: status,
          hint: "look at QuickSight in the console; a name that somebody else has is the usual reason: set accountName")
      }
      context.progress("the subscription is \(status)")
      try await backoff.pause()
    }
    try requireEnterprise(found)
    return StepSuccess(
      resources: [ResourceRecord(type: "QuickSight subscription", id: account)],
      detail: "\(wasThere ? "was there already" : "made"): \(found?.accountName ?? account)")
  },
  verify: { context in
    let found = try await current(context)
    let status = found?.accountSubscriptionStatus
    let isSound = status == created && found?.edition?.hasPrefix("ENTERPRISE") == true
    return [
      CheckResult(
        id: "subscription", title: "the account is subscribed to QuickSight Enterprise",
        status: isSound ? .passed : .failed,
        detail: isSound
          ? nil : status.map { "it is \($0), edition \(found?.edition ?? "?")" } ?? "it is not subscribed",
        resource: "QuickSight subscription")
    ]
  },
  destroy: { context in
    try await SingletonClaim("quicksight-subscription", context).release()
    return StepSuccess(detail: "kept: ending it would delete what everybody in the account has in QuickSight")
  })

private let created = "ACCOUNT_CREATED"

/// The account's subscription; nil where there is none, or one that was ended.
private func current(_ context: StepContext) async throws -> QuickSight.AccountInfo? {
  do {
    let found = try await context.aws.quickSight.describeAccountSubscription(account: context.environment.account)
    return found.accountInfo?.accountSubscriptionStatus == "UNSUBSCRIBED" ? nil : found.accountInfo
  } catch let error as AWSError where error.isNotFound {
    return nil
  }
}

private func subscribe(_ context: StepContext) async throws {
  let account = context.environment.account
  guard let email = context.parameters["notificationEmail"] else {
    throw StepError(
      message: "account \(account) is not subscribed to QuickSight, and a subscription needs an address",
      hint: "set modules.quicksight.parameters.notificationEmail in daivi.yaml")
  }
  do {
    try await context.aws.quickSight.createAccountSubscription(
      account: account,
      .init(
        edition: "ENTERPRISE", authenticationMethod: "IAM_AND_QUICKSIGHT",
        accountName: context.parameters["accountName"] ?? "\(context.environment.app)-\(account)",
        notificationEmail: email))
  } catch let error as AWSError where error.code == "ResourceExistsException" {
    // Somebody was quicker, or the answer to our own request was lost.
    context.progress("it is there already")
  }
}

/// Roles of data sources' own and groups are Enterprise features.
private func requireEnterprise(_ found: QuickSight.AccountInfo?) throws {
  guard found?.edition?.hasPrefix("ENTERPRISE") != true else { return }
  throw StepError(
    message: "the account's QuickSight is edition \(found?.edition ?? "unknown"); data sources need ENTERPRISE",
    hint: "upgrade it in the console: Manage QuickSight > Your subscriptions")
}
