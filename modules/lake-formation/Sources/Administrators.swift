import DaiviModule

private let adminRole: Value = "arn:{partition}:iam::{account}:role/{adminRole}"

/// The console's administrators, QuickSight's role, and those who grant: whoever deploys, and the role that stacks are
/// deployed under where there is one (or the grants that follow are refused).
///
/// An administrator may grant and not read. Later targets learn who deploys, and give it the right to read what it counts;
/// the account's root cannot have any, and counts as the administrators' role does.
let administrators = LakeAdministrators.step(
  "settings", "Lake Formation administrators", revision: "2",
  reads: ["{adminRole}", "{inputs.quicksightServiceRoleArn}"], outputs: ["deployerArn"],
  wanted: { context in
    var wanted = [try context.value(adminRole), try context.value("{inputs.quicksightServiceRoleArn}")]
    for principal in [context.environment.stackRole, try await deployerArn(context)] {
      if let principal, !wanted.contains(principal) { wanted.append(principal) }
    }
    return wanted
  },
  tells: { context in
    let deployer = try await deployerArn(context)
    return ["deployerArn": try deployer ?? context.value(adminRole)]
  })

/// The IAM user or role behind the credentials; nil for the account's root, which cannot be an administrator.
private func deployerArn(_ context: StepContext) async throws -> String? {
  guard let arn = try await context.aws.sts.getCallerIdentity().arn, !arn.hasSuffix(":root") else { return nil }
  guard let session = arn.split(separator: ":").last, session.hasPrefix("assumed-role/") else { return arn }
  // A session's ARN leaves out the role's path; IAM knows it.
  let role = String(session.split(separator: "/")[1])
  return try await context.aws.iam.getRole(.init(roleName: role)).role.arn
}
