import DaiviSystem
import Testing

extension EndToEndTests {
  /// The record is gone, what it was of is not.
  @Suite struct LostLedgerTests {
    @Test func whatIsThereIsAdoptedAndNothingIsReplacedOrDoubled() async throws {
      try await withProject("lost-ledger") { project in
        try await project.daivi("deploy").isDeployed().run()
        let before = try await identities(project)
        let rows = try await Lake(project: project).total(Lake.iceberg)
        try Files.removeAll(Path.join(project.directory, ".daivi/environments"))
        let deleted = try project.requests("DeleteStack").count
        try await project.daivi("deploy").isDeployed().stderr(contains: "no changes").run()
        #expect(try await identities(project) == before)
        #expect(try await Lake(project: project).total(Lake.iceberg) == rows)
        #expect(try await Lake(project: project).total(Lake.s3Table).rows == "20000")
        #expect(try project.requests("DeleteStack").count == deleted)
        try await project.daivi("verify").status(0).run()
        // What was adopted is known well enough to be taken away.
        try await project.daivi("destroy", "--yes").status(0).stdout(contains: "nothing else of daivi-local is left")
          .run()
      }
    }

    @Test func withoutARecordDestroyNamesWhatItFinds() async throws {
      try await withProject("lost-ledger-destroy") { project in
        try await project.daivi("deploy", "deploy-kms-keys").status(0).run()
        try Files.removeAll(Path.join(project.directory, ".daivi/environments"))
        try await project.daivi("destroy", "--yes").status(1)
          .stdout(contains: "AWS::CloudFormation::Stack daivi-local-foundation-kms-keys (us-east-1)")
          .stderr(contains: "daivi-host deploy").run()
      }
    }

    /// Stack ids, and the ids that CloudFormation gave what they hold: a replaced resource has another one.
    private func identities(_ project: TestProject) async throws -> String {
      try await Python.run(
        """
        for region in ("us-east-1", "us-west-2"):
            cloudformation = client("cloudformation", region)
            for stack in cloudformation.describe_stacks()["Stacks"]:
                print(stack["StackId"])
                for page in cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack["StackName"]):
                    for entry in page["StackResourceSummaries"]:
                        print(entry["LogicalResourceId"], entry["PhysicalResourceId"])
        """, in: project)
    }
  }
}
