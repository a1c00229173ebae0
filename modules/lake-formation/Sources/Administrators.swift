import DaiviModule

/// The console's administrators, QuickSight's role, and whoever deploys (or the grants that follow are refused).
let administrators = LakeAdministrators.step(
  "settings", "Lake Formation administrators", reads: ["{adminRole}", "{inputs.quicksightServiceRoleArn}"]
) { context in
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
