import Testing

extension SharedProjectTests {
  /// The billing lake's own report and the tags of the bill: a day later.
  @Suite struct CostReportTests {
    @Test func theyComeWhenTheDayIsOverAndAreMendedWhenTheyAreGone() async throws {
      let project = try await SharedProject.project()
      try await project.daivi("gate", "list").status(0).stdout(contains: "billing/wait-for-cost-explorer").run()
      // An account that has used Cost Explorer for long need not wait for its first day.
      try await project.daivi("gate", "confirm", "billing/wait-for-cost-explorer").status(0).run()
      try await project.daivi("deploy", "activate-cost-allocation-tags", "deploy-billing-cur").status(0)
        .stderr(contains: "activated Application, Environment, Usage").run()
      try await Python.run(
        """
        report = client("cur").describe_report_definitions()["ReportDefinitions"][0]
        assert report["ReportName"] == "daivi-local-cost-and-usage-report", report
        assert report["S3Bucket"] == "daivi-local-billing-data-primary" and report["S3Prefix"] == "billing", report
        assert report["TimeUnit"] == "DAILY" and report["Compression"] == "GZIP", report
        tags = client("ce").list_cost_allocation_tags(Status="Active")["CostAllocationTags"]
        assert [tag["TagKey"] for tag in tags] == ["Application", "Environment", "Usage"], tags
        client("ce").update_cost_allocation_tags_status(
            CostAllocationTagsStatus=[{"TagKey": "Usage", "Status": "Inactive"}])
        client("cur").delete_report_definition(ReportName="daivi-local-cost-and-usage-report")
        """, in: project)
      try await project.daivi("verify", "activate-cost-allocation-tags", "deploy-billing-cur").status(1)
        .stdout(contains: "not active: Usage")
        .stdout(contains: "AWS::CUR::ReportDefinition daivi-local-cost-and-usage-report was deleted").run()
      try await project.daivi("deploy", "activate-cost-allocation-tags", "deploy-billing-cur").status(0).run()
      try await project.daivi("verify", "activate-cost-allocation-tags", "deploy-billing-cur").status(0).run()
    }

    @Test func theLastEnvironmentTakesTheTagsOutOfTheBillAgain() async throws {
      let project = try await SharedProject.project()
      try await project.daivi("deploy", "activate-cost-allocation-tags", "deploy-billing-cur").status(0).run()
      try await project.daivi("destroy", "activate-cost-allocation-tags", "deploy-billing-cur", "--yes").status(0).run()
      try await Python.run(
        """
        assert client("cur").describe_report_definitions()["ReportDefinitions"] == []
        assert client("ce").list_cost_allocation_tags(Status="Active")["CostAllocationTags"] == []
        """, in: project)
      try await project.daivi("deploy").isDeployed().run()
      try await project.daivi("verify", "billing").status(0).run()
    }
  }
}
