import FoundationEssentials
import Testing

extension SharedProjectTests {
  /// Everything is broken behind DAIVI's back: `verify` names it, `deploy` mends it, and it is sound again.
  @Suite struct VerifyAndRepairTests {
    private struct Verdict: Decodable {
      struct Check: Decodable {
        var target: String
        var check: String
        var status: String
        var detail: String?
      }
      var checks: [Check]
    }

    @Test func whatIsBrokenIsNamedMendedAndSoundAgain() async throws {
      let project = try await SharedProject.project()
      // CloudFormation knows nothing of what is behind a custom resource.
      #expect(
        try await Python.run(breakage, in: project) == "daivi-local-snowflake-connection Custom::DataZoneConnection")
      let seen = try await project.daivi("verify", "--json").status(1)
        .stdout(contains: "AWS::S3::Bucket daivi-local-smus-project-cfn-template-primary was deleted")
        .stdout(contains: "AWS::Glue::Table daivi_local_billing_hive was deleted")
        .stdout(contains: "AWS::IAM::Role daivi-local-datazone-domain-execution-role differs at")
        .stdout(contains: "billing/lake_hive.py has another content")
        .stdout(contains: "0 of 4950 in the Hive table").run().stdout
      let checks = try JSONDecoder().decode(Verdict.self, from: Data(seen.utf8)).checks
      // No stack is sound, of those that hold anything CloudFormation can compare.
      let sound = checks.filter { $0.check == "drift" && $0.status == "passed" && $0.detail != "0 resources compared" }
      #expect(sound.isEmpty, "\(sound)")
      try await project.daivi("status").status(0).stdout(contains: "failed").run()
      try await project.daivi("deploy").isDeployed()
        .stderr(contains: "billing/grant-lake-formation-billing-s3-table-catalog: starts (a check failed)").run()
      try await project.daivi("verify").status(0).run()
      // The tables that were made again were empty: they have been loaded again, not only made.
      for table in [Lake.hive, Lake.s3Table] {
        #expect(try await Lake(project: project).total(table).rows == "20000")
      }
    }
  }
}
