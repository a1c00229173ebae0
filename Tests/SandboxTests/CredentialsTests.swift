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

    @Test(arguments: ["plan", "verify", "destroy"])
    func whatLooksOrDestroysNeedsThemToo(_ command: String) async throws {
      try await withProject("credentials") { project in
        try await project.daivi(command, "--account", "111122223333").env("AWS_EC2_METADATA_DISABLED", "true")
          .status(4).stderr(contains: "credentials").run()
        #expect(!Files.exists(Path.join(project.directory, ".daivi/environments/daivi-local/ledger.sqlite")))
      }
    }

    @Test func aDeployRoleDeploysWithSessionsOfItsOwn() async throws {
      try await withProject("role") { project in
        try await DeployRole.use(in: project)
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
        // What the role may no longer do, its sessions may not either.
        try await Python.run(
          "client('iam').delete_role_policy(RoleName='Deployer', PolicyName='deployer')", in: project)
        try await project.daivi("verify", "deploy-kms-keys").status(1).stdout(contains: "is not authorized to perform")
          .run()
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
