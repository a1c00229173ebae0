import DaiviModule

/// Turns off the second factor at sign-in, for everybody who uses the instance: in accounts marked as sandboxes only. It
/// is the console's own operation, which AWS publishes no model of; `destroy` puts back what was there.
let secondFactorOff = Custom(
  "mfa", "sign-in without a second factor", reads: ["{inputs.instanceArn}", "{parameters.instanceRegion}"],
  singletons: ["identity-center"], checks: [isOff],
  apply: { context in
    let arn = try context.value("{inputs.instanceArn}")
    let center = Center(context)
    let claim = SingletonClaim(mfaSingleton, context)
    context.progress("warning: nobody who signs in through \(arn) will be asked for a second factor")
    let mode = try await byHand { try await center.ssoAdmin.getMFAMode(instanceArn: arn) } ?? standardMode
    if try await claim.own() == nil {
      // What an earlier environment found is what the last one puts back.
      let before = try await claim.others().sorted { $0.key < $1.key }.first?.value
      try await claim.write(before ?? mode)
    }
    if mode != offMode {
      try await byHand { try await center.ssoAdmin.putMFAMode(offMode, instanceArn: arn) }
    }
    return StepSuccess(
      detail: "warning: no second factor is asked for any more; daivi-host destroy disable-mfa asks for it again")
  },
  verify: { context in
    let arn = try context.value("{inputs.instanceArn}")
    let mode = try await Center(context).ssoAdmin.getMFAMode(instanceArn: arn)
    return [
      CheckResult(
        id: isOff.id, title: isOff.title, status: mode == offMode ? .passed : mode == nil ? .unknown : .failed,
        detail: mode == offMode ? nil : mode.map { "it is \($0)" } ?? "AWS's answer does not say", resource: arn)
    ]
  },
  destroy: { context in
    let arn = try context.value("{inputs.instanceArn}")
    let center = Center(context)
    let claim = SingletonClaim(mfaSingleton, context)
    let others = try await claim.others()
    guard others.isEmpty, let before = try await claim.own() else {
      try await claim.release()
      return StepSuccess(detail: others.isEmpty ? "nothing to put back" : "left to \(others.keys.sorted()[0])")
    }
    do {
      try await center.ssoAdmin.putMFAMode(before, instanceArn: arn)
    } catch let error as AWSError where error.isNotFound {
      try await claim.release()
      return StepSuccess(detail: "the instance is gone")
    }
    try await claim.release()
    return StepSuccess(detail: "asked for again: \(before)")
  })

private let isOff = CheckDeclaration(id: "mfa", title: "the instance asks for no second factor")
private let mfaSingleton = "identity-center-mfa"
private let offMode = "DISABLED"
/// What a new instance has.
private let standardMode = "CONTEXT_AWARE"

/// Says how a person does it where AWS does not let a program.
private func byHand<Result: Sendable>(_ call: () async throws -> Result) async throws -> Result {
  do {
    return try await call()
  } catch let error as AWSError where !error.isRetryable {
    throw StepError(
      message: "the console's operation was refused: \(error.message)", service: error.service,
      operation: error.operation, code: error.code, requestID: error.requestID,
      hint: "by hand: IAM Identity Center, Settings, Authentication, Configure MFA, Never")
  }
}
