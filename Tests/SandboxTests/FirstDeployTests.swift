import DaiviSystem
import Testing

extension SharedProjectTests {
  /// `daivi-host deploy` in an empty directory.
  @Suite struct FirstDeployTests {
    @Test func everythingIsDeployedWithOneCommand() async throws {
      let first = try await SharedProject.firstDeploy()
      #expect(first.exit == .code(0) || first.exit == .code(8), "\(first.stderr)")
      let status = try await SharedProject.project().daivi("status").status(0).run().stdout
      let rows = status.split(separator: "\n").dropFirst()
      // Three of the four sources of users do not apply.
      #expect(rows.filter { $0.hasPrefix("idc/") && $0.contains(" off") }.count == 3, "\(status)")
      let left = rows.filter { !$0.contains(" done ") && !$0.contains(" off") }
      // Only what waits, and what needs that.
      let gates = [
        "idc/set-idc-passwords", "billing/wait-for-cost-explorer", "billing/activate-cost-allocation-tags",
        "billing/deploy-billing-cur",
      ]
      #expect(left.allSatisfy { row in gates.contains { row.hasPrefix($0 + " ") } }, "\(status)")
      #expect(left.allSatisfy { $0.contains(" waiting ") || $0.contains(" not deployed") }, "\(status)")
      #expect(first.stdout.contains(" waits at gate ") == (first.exit == .code(8)), "\(first.stdout)")
    }

    @Test func whatWasDeployedIsFoundInOrder() async throws {
      try await SharedProject.project().daivi("verify").status(0).stdout(contains: " passed").run()
    }

    @Test func theThreeTablesHoldTheSameRowsAndMoneyAndLeadingZeros() async throws {
      let lake = Lake(project: try await SharedProject.project())
      let hive = try await lake.total(Lake.hive)
      #expect(hive.rows == "20000")
      #expect(hive.account == "012345678901")
      #expect(try await lake.total(Lake.iceberg) == hive)
      #expect(try await lake.total(Lake.s3Table) == hive)
    }

    @Test func anIndependentReaderOfIcebergAgrees() async throws {
      let project = try await SharedProject.project()
      let seen = try await Python.run(
        """
        import os
        from decimal import Decimal
        from pyiceberg.catalog import load_catalog
        endpoint = sys.argv[1]
        os.environ.update(AWS_ACCESS_KEY_ID="123456789012", AWS_SECRET_ACCESS_KEY="sandbox", AWS_REGION="us-east-1")
        keys = {"s3.endpoint": endpoint, "s3.access-key-id": "123456789012", "s3.secret-access-key": "sandbox",
                "s3.region": "us-east-1"}
        glue = load_catalog("glue", **{
            "type": "glue", "glue.endpoint": endpoint, "glue.region": "us-east-1",
            "glue.access-key-id": "123456789012", "glue.secret-access-key": "sandbox", **keys})
        buckets = load_catalog("buckets", **{
            "type": "rest", "uri": endpoint + "/iceberg", "rest.sigv4-enabled": "true",
            "rest.signing-name": "s3tables", "rest.signing-region": "us-east-1",
            "warehouse": "arn:aws:s3tables:us-east-1:123456789012:bucket/daivi-local-billing", **keys})
        for catalog, name in ((glue, "daivi_local_billing.daivi_local_billing_iceberg_static"),
                              (buckets, "daivi.billing")):
            rows = catalog.load_table(name).scan(
                selected_fields=("line_item_unblended_cost", "bill_payer_account_id")).to_arrow().to_pylist()
            cost = sum(Decimal(str(row["line_item_unblended_cost"])) for row in rows)
            print(len(rows), f"{cost:.16f}", min(row["bill_payer_account_id"] for row in rows))
        """, in: project, path: try await IcebergReader.path(project))
      let athena = try await Lake(project: project).total(Lake.hive)
      let line = "\(athena.rows) \(athena.cost) \(athena.account)"
      #expect(seen == "\(line)\n\(line)")
    }

    @Test func everyTargetHasAnOutputOrAStateThatOthersCanRead() async throws {
      try await SharedProject.project().daivi("outputs", "billing/deploy-billing").status(0)
        .stdout(contains: "daivi_local_billing_hive").run()
    }
  }
}
