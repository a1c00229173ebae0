import Testing

extension SharedProjectTests {
  /// The orders in DynamoDB and in the lake: what is broken there is named and mended, and a file that cannot be imported
  /// fails with its orders named.
  @Suite struct ZeroEtlTests {
    private static let table = "daivi_local_equity_orders_zetl_ddb.daivi_local_equity_orders_db_table"

    private static func rows(_ project: TestProject) async throws -> [Substring] {
      try await project.daivi(
        "query", "--format", "csv", "SELECT count(*) AS orders, count(DISTINCT security_id) AS tickers FROM \(table)"
      ).status(0).run().stdout.split(whereSeparator: \.isNewline)
    }

    @Test func whatTheIntegrationNeedsIsNamedAndPutBack() async throws {
      let project = try await SharedProject.project()
      try await Python.run(
        """
        glue = client("glue")
        others = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "glue:GetTable",
                  "Resource": "arn:aws:glue:us-east-1:123456789012:table/somebody/else"}
        glue.put_resource_policy(PolicyInJson=json.dumps({"Version": "2012-10-17", "Statement": [others]}))
        client("dynamodb").delete_resource_policy(
            ResourceArn="arn:aws:dynamodb:us-east-1:123456789012:table/daivi-local-equity-orders-db-table")
        glue.delete_integration_table_properties(
            ResourceArn="arn:aws:glue:us-east-1:123456789012:database/daivi_local_equity_orders_zetl_ddb",
            TableName="daivi-local-equity-orders-db-table")
        glue.delete_table(DatabaseName="daivi_local_equity_orders_zetl_ddb", Name="daivi_local_equity_orders_db_table")
        """, in: project)
      try await project.daivi("verify", "zero-etl").status(1)
        .stdout(contains: "it does not allow dynamodb:ExportTableToPointInTime")
        .stdout(contains: "it does not allow glue:CreateInboundIntegration")
        .stdout(contains: "the integration knows how to name the table")
        .stdout(contains: "NEEDS_ATTENTION; PrerequisiteMissing: the policy of table")
        .stdout(contains: "there is no table daivi_local_equity_orders_db_table").run()
      try await project.daivi("deploy").isDeployed().run()
      try await project.daivi("verify", "zero-etl").status(0)
        .stdout(contains: "Copied once by the sandbox's stand-in for zero-ETL").run()
      #expect(try await Self.rows(project) == ["orders,tickers", "10000,36"])
      let read = try await Python.run(
        """
        from pyiceberg.catalog import load_catalog
        keys = {f"{service}.{key}": value for service in ("glue", "s3") for key, value in {
            "endpoint": sys.argv[1], "region": "us-east-1", "access-key-id": "123456789012",
            "secret-access-key": "sandbox"}.items()}
        table = load_catalog("glue", type="glue", **keys).load_table("\(Self.table)")
        rows = table.scan().to_arrow()
        print(rows.num_rows, len(set(rows["order_id"].to_pylist())), len(rows.column_names))
        """, in: project, path: try await IcebergReader.path(project))
      #expect(read == "10000 10000 12")
      let left = try await Python.run(
        """
        policy = json.loads(client("glue").get_resource_policy()["PolicyInJson"])
        print(sorted(statement["Action"] for statement in policy["Statement"]))
        """, in: project)
      #expect(left == "['glue:AuthorizeInboundIntegration', 'glue:CreateInboundIntegration', 'glue:GetTable']")
    }

    @Test func ordersThatCannotBeImportedFailByNameAndATableThatIsGoneIsMadeAgain() async throws {
      let project = try await SharedProject.project()
      try project.write("order_id,security_id\na,AAPL\n,MSFT\nc,KO\n", to: "orders.csv")
      try project.write("modules:\n  zero-etl:\n    parameters:\n      equityOrders: orders.csv\n", to: "daivi.yaml")
      try await project.daivi("deploy", "zero-etl").status(1)
        .stderr(contains: "the import of s3://daivi-local-equity-orders-data-primary/equity-orders/ failed: FAILED")
        .stderr(contains: "2 of 3 orders were imported, 1 refused")
        .stderr(contains: "equity_orders.csv.gz, order 2").run()
      try await Python.run(
        #"client("dynamodb").delete_table(TableName="daivi-local-equity-orders-db-table")"#, in: project)
      try await project.daivi("verify", "zero-etl").status(1)
        .stdout(contains: "AWS::DynamoDB::Table daivi-local-equity-orders-db-table was deleted").run()
      try project.write("security_id,quantity\nAAPL,1\n", to: "orders.csv")
      try await project.daivi("deploy", "zero-etl").status(1)
        .stderr(contains: "orders.csv, line 1: there is no column order_id").run()
      try project.write("{}\n", to: "daivi.yaml")
      try await project.daivi("deploy").isDeployed().run()
      #expect(try await Self.rows(project) == ["orders,tickers", "10000,36"])
      try await project.daivi("verify", "zero-etl").status(0).run()
    }
  }
}
