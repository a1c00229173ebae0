import DaiviSystem
import Testing

extension SharedProjectTests {
  /// The subscription is the account's, the dashboard the environment's; both are looked at as QuickSight has them.
  @Suite struct QuickSightTests {
    private static let names = """
      quick, account = client("quicksight"), "123456789012"

      """

    @Test func whatIsBrokenInQuickSightIsNamedAndMended() async throws {
      let project = try await SharedProject.project()
      try await Python.run(
        Self.names + """
          group = dict(AwsAccountId=account, Namespace="default", GroupName="daivi-local-dashboard-readers")
          member = quick.list_group_memberships(**group)["GroupMemberList"][0]["MemberName"]
          quick.delete_group_membership(**group, MemberName=member)
          quick.delete_dashboard(AwsAccountId=account, DashboardId="daivi_local_billing_dashboard")
          found = quick.describe_data_set(AwsAccountId=account, DataSetId="daivi-local-billing-hive-dataset")["DataSet"]
          found["PhysicalTableMap"]["table"]["CustomSql"]["SqlQuery"] = "SELECT nothing FROM nowhere"
          quick.update_data_set(AwsAccountId=account, **{name: found[name] for name in (
              "DataSetId", "Name", "PhysicalTableMap", "ImportMode")})
          """, in: project)
      try await project.daivi("verify", "quicksight").status(1)
        .stdout(contains: "missing: Admin/daivi")
        .stdout(contains: "AWS::QuickSight::Dashboard 123456789012|daivi_local_billing_dashboard was deleted")
        .stdout(contains: "AWS::QuickSight::DataSet 123456789012|daivi-local-billing-hive-dataset differs")
        .stdout(contains: "daivi-local-billing-hive-dataset: ")
        .stdout(contains: "it is gone").run()
      try await project.daivi("deploy").isDeployed().run()
      try await project.daivi("verify", "quicksight").status(0).run()
    }

    @Test func aSubscriptionThatWasEndedIsMadeAgain() async throws {
      let project = try await SharedProject.project()
      try await Python.run(
        Self.names + """
          quick.update_account_settings(
              AwsAccountId=account, DefaultNamespace="default", TerminationProtectionEnabled=False)
          quick.delete_account_subscription(AwsAccountId=account)
          """, in: project)
      try await project.daivi("verify", "quicksight").status(1).stdout(contains: "it is not subscribed").run()
      try await project.daivi("deploy").isDeployed().run()
      try await project.daivi("verify", "quicksight").status(0).run()
    }

    @Test func thePreviewShowsTheFourVisualsAndNeedsNoNetwork() async throws {
      let project = try await SharedProject.project()
      let path = Path.join(project.directory, "preview.html")
      try await DaiviRun(in: project, program: "daivi-quicksight").args("preview").args("--out").args(path).status(0)
        .run()
      let page = String(decoding: try Files.read(path), as: UTF8.self)
      for id in ["CostTrendLine", "AccountDistribution", "TopUsageAmount", "ResourceDetails"] {
        #expect(page.contains("<figure id=\"\(id)\">"), "\(id)")
      }
      #expect(page.contains("Amazon EC2") && page.contains("012345678901"))
      #expect(!page.contains("Nothing to show"))
      for word in ["http://", "https://", "<script", "<link", "src=", "url("] {
        #expect(!page.contains(word), "\(word)")
      }
      try Files.removeAll(path)
    }

    @Test func destroyingLeavesTheSubscriptionAndARoleThatMayNotBeUsedIsAPersonsToMend() async throws {
      let project = try await SharedProject.project()
      try await project.daivi("destroy", "quicksight", "--yes").status(0).run()
      let left = try await Python.run(
        Self.names + """
          print(quick.describe_account_subscription(AwsAccountId=account)["AccountInfo"]["AccountSubscriptionStatus"],
                len(quick.list_data_sources(AwsAccountId=account)["DataSources"]),
                len(quick.list_data_sets(AwsAccountId=account)["DataSetSummaries"]),
                len(quick.list_dashboards(AwsAccountId=account)["DashboardSummaryList"]))
          """, in: project)
      #expect(left == "ACCOUNT_CREATED 0 0 0")
      try await trust(from: "quicksight", to: "ec2", in: project)
      try await project.daivi("deploy", "deploy-quicksight-dataset").status(8).run()
      try await project.daivi("gate", "list").stdout(contains: "Manage QuickSight > Security & permissions").run()
      try await trust(from: "ec2", to: "quicksight", in: project)
      // Nobody confirms anything: the next deploy sees that it was mended.
      try await project.daivi("deploy").isDeployed().run()
      try await project.daivi("verify", "quicksight").status(0).run()
    }

    private func trust(from old: String, to new: String, in project: TestProject) async throws {
      try await Python.run(
        """
        iam, name = client("iam"), "daivi-local-quicksight-service-role"
        document = json.dumps(iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"])
        iam.update_assume_role_policy(
            RoleName=name, PolicyDocument=document.replace("\(old).amazonaws", "\(new).amazonaws"))
        """, in: project)
    }
  }
}
