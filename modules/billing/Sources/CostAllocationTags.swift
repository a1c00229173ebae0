import DaiviModule

/// Makes the keys that the platform tags everything with columns of bills and reports. The keys are the account's, or
/// its organization's: those that were active before stay so, those that environments share go with the last one.
let costAllocationTags = Custom(
  "tags", "cost-allocation tags \(platformTags.joined(separator: ", "))", singletons: [singleton],
  checks: [CheckDeclaration(id: "active", title: title)],
  apply: { context in
    let claim = SingletonClaim(singleton, context)
    let inactive = try await inactiveTags(context)
    let ours = Set(keys(try await claim.own())).union(try await claim.others().values.flatMap(keys)).union(inactive)
    try await claim.write(text(platformTags.filter(ours.contains)))
    if inactive.isEmpty { return StepSuccess(detail: "all active already") }
    try await set(inactive, .active, context)
    return StepSuccess(detail: "activated \(inactive.joined(separator: ", "))")
  },
  verify: { context in
    let inactive = try await inactiveTags(context)
    return [
      CheckResult(
        id: "active", title: title, status: inactive.isEmpty ? .passed : .failed,
        detail: inactive.isEmpty ? nil : "not active: \(inactive.joined(separator: ", "))",
        resource: "cost-allocation tags")
    ]
  },
  destroy: { context in
    let claim = SingletonClaim(singleton, context)
    let others = Set(try await claim.others().values.flatMap(keys))
    let leaving = keys(try await claim.own()).filter { !others.contains($0) }
    if !leaving.isEmpty { try await set(leaving, .inactive, context) }
    try await claim.release()
    return StepSuccess(
      detail: leaving.isEmpty ? "none to deactivate" : "deactivated \(leaving.joined(separator: ", "))")
  })

/// What every template tags its resources with.
private let platformTags = ["Application", "Environment", "Usage"]
private let singleton = "cost-allocation-tags"
private let title = "the platform's tags are columns of the bill"

/// A claim's text is the keys that the platform activated; an environment that activated none has a claim too.
private func text(_ keys: [String]) -> String { keys.isEmpty ? "-" : keys.joined(separator: ",") }
private func keys(_ text: String?) -> [String] {
  (text ?? "").split(separator: ",").map(String.init).filter { $0 != "-" }
}

private func inactiveTags(_ context: StepContext) async throws -> [String] {
  let known = try await explained { try await context.aws.costExplorer.listCostAllocationTags(keys: platformTags) }
  let active = Set(known.filter { $0.status == .active }.map(\.tagKey))
  return platformTags.filter { !active.contains($0) }
}

private func set(_ keys: [String], _ status: CostExplorer.TagStatus, _ context: StepContext) async throws {
  let problems = try await explained {
    try await context.aws.costExplorer.updateCostAllocationTags(keys, status: status)
  }
  if let error = CostAllocationTagError.of(problems) { throw error }
}

private func explained<Result>(_ work: () async throws -> Result) async throws -> Result {
  do {
    return try await work()
  } catch let error as AWSError {
    throw CostAllocationTagError.of(error) ?? error
  }
}

/// What AWS says about cost-allocation tags, in words that say what to do.
enum CostAllocationTagError {
  /// Keys that were refused one by one; nil when none was.
  static func of(_ problems: [CostExplorer.TagProblem]) -> StepError? {
    if problems.isEmpty { return nil }
    let unknown = problems.filter { $0.code == "TagKeysNotFound" }.compactMap(\.tagKey)
    if unknown.count == problems.count {
      return StepError(
        message: "no bill has had the tag \(unknown.joined(separator: ", ")) yet", service: "Cost Explorer",
        operation: "UpdateCostAllocationTagsStatus", code: "TagKeysNotFound",
        hint: "AWS lists a tag about a day after something that carries it was first billed; run "
          + "daivi-host deploy billing/activate-cost-allocation-tags tomorrow")
    }
    let words = problems.map { "\($0.tagKey ?? "?"): \($0.message ?? $0.code ?? "refused")" }
    return StepError(
      message: words.joined(separator: "; "), service: "Cost Explorer", operation: "UpdateCostAllocationTagsStatus",
      code: problems.first?.code)
  }

  /// The refusal that a member account of an organization gets; nil for any other error.
  static func of(_ error: AWSError) -> StepError? {
    let words = error.message.lowercased()
    guard words.contains("linked account") || words.contains("member account") || words.contains("management account")
    else { return nil }
    return StepError(
      message: "this account is a member of an organization, whose management account decides on cost-allocation tags",
      service: error.service, operation: error.operation, code: error.code, requestID: error.requestID,
      hint:
        "ask for \(platformTags.joined(separator: ", ")) to be activated there, under Billing and Cost Management > "
        + "Cost allocation tags; nothing else of the platform waits for it")
  }
}
