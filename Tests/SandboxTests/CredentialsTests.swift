import DaiviSystem
import Testing

extension OwnProjectTests {
  /// Environments with an account are AWS: who we are is asked before anything else.
  @Suite struct CredentialsTests {
    @Test func withoutCredentialsItSaysWhatWasTried() async throws {
      try await withProject("credentials") { project in
        try await project.daivi("deploy", "--account", "111122223333", "deploy-kms-keys")
          .env("AWS_EC2_METADATA_DISABLED", "true").status(4).stderr(contains: "credentials").run()
      }
    }

    @Test func aDeployRoleDeploysWithSessionsOfItsOwn() async throws {
      try await withProject("role") { project in
        try project.write(
          """
          env: local
          environments:
            local:
              deployRole: arn:aws:iam::123456789012:role/Deployer
          """, to: "daivi.yaml")
        try await project.daivi("sandbox", "start").status(0).run()
        try await Python.run(
          """
          trust = {"Version": "2012-10-17", "Statement": [{
              "Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "sts:AssumeRole"}]}
          client("iam").create_role(RoleName="Deployer", AssumeRolePolicyDocument=json.dumps(trust))
          """, in: project)
        try await project.daivi("bootstrap", "--yes").status(0).run()
        try await project.daivi("deploy", "deploy-kms-keys").status(0).run()
        let role = try await Python.run(
          """
          role = client("iam").get_role(RoleName="daivi-local-tf-back-end-cloudformation")["Role"]
          print(role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"]["Service"])
          """, in: project)
        #expect(role == "cloudformation.amazonaws.com")
        // The host's own session, and the module's.
        #expect(try project.requests().filter { $0.operation == "AssumeRole" }.count >= 2)
        try await project.daivi("verify", "deploy-kms-keys").status(0).run()
      }
    }

    @Test func aDeployRoleOfAnotherAccountIsRefused() async throws {
      try await withProject("foreign") { project in
        try project.write("deployRole: arn:aws:iam::999999999999:role/Deployer\n", to: "daivi.yaml")
        try await project.daivi("deploy").status(2).stderrIsOneLine()
          .stderr(contains: "deployRole must be the ARN of a role of the account").run()
      }
    }

    @Test func credentialsOfAnotherAccountAreRefusedBeforeAnythingIsTouched() async throws {
      try await withProject("account") { project in
        try await project.daivi("sandbox", "start").status(0).run()
        let before = try project.requests().count
        try await project.daivi("deploy", "--account", "111122223333", "deploy-kms-keys")
          .env("AWS_ENDPOINT_URL", try project.sandbox().endpoint).env("AWS_ACCESS_KEY_ID", "123456789012")
          .env("AWS_SECRET_ACCESS_KEY", "sandbox").status(4)
          .stderr(contains: "the credentials are of account 123456789012, the environment is account 111122223333")
          .run()
        #expect(try project.requests().dropFirst(before).map(\.operation) == ["GetCallerIdentity"])
      }
    }
  }
}
