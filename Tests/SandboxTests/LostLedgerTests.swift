import DaiviSystem
import Testing

extension OwnProjectTests {
  /// The record is gone, what it was of is not.
  @Suite struct LostLedgerTests {
    @Test func withoutARecordDestroyNamesWhatItFinds() async throws {
      try await withProject("lost-ledger-destroy") { project in
        try await project.daivi("deploy", "deploy-kms-keys").status(0).run()
        try Files.removeAll(Path.join(project.directory, ".daivi/environments"))
        try await project.daivi("destroy", "--yes").status(1)
          .stdout(contains: "AWS::CloudFormation::Stack daivi-local-foundation-kms-keys (us-east-1)")
          .stderr(contains: "daivi-host deploy").run()
      }
    }
  }
}
