import DaiviSystem
import Testing

extension EndToEndTests {
  /// Environments with an account are AWS: who we are is asked before anything else.
  @Suite struct CredentialsTests {
    @Test func withoutCredentialsItSaysWhatWasTried() async throws {
      try await withProject("credentials") { project in
        try await project.daivi("deploy", "--account", "111122223333", "deploy-kms-keys")
          .env("AWS_EC2_METADATA_DISABLED", "true").status(4).stderr(contains: "credentials").run()
      }
    }

    @Test func credentialsOfAnotherAccountAreRefusedBeforeAnythingIsTouched() async throws {
      let sandbox = try await SharedProject.project()
      let endpoint = try sandbox.sandbox().endpoint
      try await withProject("account") { project in
        let before = try sandbox.requests().count
        try await project.daivi("deploy", "--account", "111122223333", "deploy-kms-keys")
          .env("AWS_ENDPOINT_URL", endpoint).env("AWS_ACCESS_KEY_ID", "123456789012")
          .env("AWS_SECRET_ACCESS_KEY", "sandbox").status(4)
          .stderr(contains: "the credentials are of account 123456789012, the environment is account 111122223333")
          .run()
        #expect(try sandbox.requests().dropFirst(before).map(\.operation) == ["GetCallerIdentity"])
      }
    }
  }
}
