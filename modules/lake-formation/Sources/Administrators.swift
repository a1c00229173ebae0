import DaiviModule

/// Adds the platform's administrators to Lake Formation's settings. The settings are one document for the whole
/// account: it is read, changed and written back, and nothing that others put there is lost.
let administrators = Custom(
  "settings", "Lake Formation administrators", revision: "1",
  reads: ["{adminRole}", "{inputs.quicksightServiceRoleArn}"], singletons: ["lakeformation-settings"],
  checks: [CheckDeclaration(id: "administrators", title: "the platform's administrators are set")],
  apply: { context in
    let wanted = try await wantedAdministrators(context)
    let claim = SingletonClaim("lakeformation-administrators", context)
    var settings = try await context.aws.lakeFormation.getDataLakeSettings()
    let missing = wanted.filter { !settings.admins.contains($0) }
    // Ours to take away again is what this platform's environments added; whoever was there before stays.
    let ours = Set(arns(try await claim.own())).union(try await claim.others().values.flatMap(arns)).union(missing)
    let claimed = Set(arns(try await claim.own())).union(wanted.filter(ours.contains))
    try await claim.write(text(claimed))
    if missing.isEmpty { return StepSuccess(detail: "all set already") }
    settings.admins += missing
    try await context.aws.lakeFormation.putDataLakeSettings(settings)
    return StepSuccess(detail: "added \(missing.joined(separator: ", "))")
  },
  verify: { context in
    let settings = try await context.aws.lakeFormation.getDataLakeSettings()
    let missing = try await wantedAdministrators(context).filter { !settings.admins.contains($0) }
    return [
      CheckResult(
        id: "administrators", title: "the platform's administrators are set",
        status: missing.isEmpty ? .passed : .failed,
        detail: missing.isEmpty ? nil : "missing: \(missing.joined(separator: ", "))",
        resource: "Lake Formation settings")
    ]
  },
  destroy: { context in
    let claim = SingletonClaim("lakeformation-administrators", context)
    let others = Set(try await claim.others().values.flatMap(arns))
    let leaving = Set(arns(try await claim.own())).subtracting(others)
    var settings = try await context.aws.lakeFormation.getDataLakeSettings()
    let removed = settings.admins.filter(leaving.contains)
    if !removed.isEmpty {
      settings.admins.removeAll(where: leaving.contains)
      try await context.aws.lakeFormation.putDataLakeSettings(settings)
    }
    try await claim.release()
    return StepSuccess(detail: removed.isEmpty ? "none to remove" : "removed \(removed.joined(separator: ", "))")
  })

/// A claim's text is its ARNs; an environment that added nobody has a claim too.
private func text(_ arns: Set<String>) -> String { arns.isEmpty ? "-" : arns.sorted().joined(separator: ",") }
private func arns(_ text: String?) -> [String] {
  (text ?? "").split(separator: ",").map(String.init).filter { $0 != "-" }
}

/// The console's administrators, QuickSight's role, and whoever deploys (or the grants that follow are refused).
private func wantedAdministrators(_ context: StepContext) async throws -> [String] {
  var wanted = [
    try context.value("arn:{partition}:iam::{account}:role/{adminRole}"),
    try context.value("{inputs.quicksightServiceRoleArn}"),
  ]
  if let deployer = try await deployerArn(context), !wanted.contains(deployer) { wanted.append(deployer) }
  return wanted
}

/// The IAM user or role behind the credentials; nil for the account's root, which cannot be an administrator.
private func deployerArn(_ context: StepContext) async throws -> String? {
  guard let arn = try await context.aws.sts.getCallerIdentity().arn, !arn.hasSuffix(":root") else { return nil }
  guard let session = arn.split(separator: ":").last, session.hasPrefix("assumed-role/") else { return arn }
  // A session's ARN leaves out the role's path; IAM knows it.
  let role = String(session.split(separator: "/")[1])
  return try await context.aws.iam.getRole(.init(roleName: role)).role.arn
}
