import Testing

/// A role that deploys, with the policy that `permissions` prints and no other right: the sandbox refuses its sessions
/// what that, or a module's manifest, does not name.
enum DeployRole {
  /// Names the role in `daivi.yaml`, makes it, and makes the service role that stacks are deployed under.
  static func use(in project: TestProject) async throws {
    try project.write("deployRole: arn:aws:iam::123456789012:role/Deployer\n", to: "daivi.yaml")
    try await project.daivi("sandbox", "start").status(0).run()
    try project.write(try await project.daivi("permissions").status(0).run().stdout, to: "policy.json")
    try await Python.run(
      """
      trust = {"Version": "2012-10-17", "Statement": [{
          "Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "sts:AssumeRole"}]}
      client("iam").create_role(RoleName="Deployer", AssumeRolePolicyDocument=json.dumps(trust))
      client("iam").put_role_policy(
          RoleName="Deployer", PolicyName="deployer", PolicyDocument=open("policy.json").read())
      """, in: project)
    try await project.daivi("bootstrap", "--yes").status(0).run()
  }
}
