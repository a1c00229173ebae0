import Testing

extension SharedProjectTests {
  /// `daivi-host query`.
  @Suite struct QueryTests {
    private let sql =
      "SELECT bill_payer_account_id AS account, count(*) AS n FROM \(Lake.hive) GROUP BY 1 ORDER BY 1 LIMIT 1"

    @Test func csvHasAHeaderAndKeepsLeadingZeros() async throws {
      let project = try await SharedProject.project()
      let output = try await project.daivi("query", "--format", "csv", sql).status(0).run()
      #expect(output.stdout.hasPrefix("account,n\r\n012345678901,"))
    }

    @Test func jsonKeepsTextAndNumbersApart() async throws {
      let project = try await SharedProject.project()
      let output = try await project.daivi("query", "--format", "json", sql).status(0).run()
      #expect(output.stdout.contains(#""012345678901""#))
      #expect(!output.stdout.contains(#""n": ""#))
    }

    @Test func aStatementThatFailsSaysWhyInOneLine() async throws {
      let project = try await SharedProject.project()
      try await project.daivi("query", "SELECT nothing FROM daivi_local_billing.nowhere").status(1).stderrIsOneLine()
        .stderr(contains: "TABLE_NOT_FOUND").run()
    }

    @Test func itRunsInThePlatformsWorkgroup() async throws {
      let project = try await SharedProject.project()
      try await project.daivi("query", "SELECT 1").status(0).run()
      let used = try await Python.run(
        """
        athena = client("athena")
        last = athena.list_query_executions(WorkGroup="daivi-local-workgroup")["QueryExecutionIds"]
        print(len(last) > 0)
        """, in: project)
      #expect(used == "True")
    }
  }
}
