import Testing

extension SharedProjectTests {
  /// The questions of the demonstration, asked of every table of a lake by Athena, and once more by readers that share no
  /// code with it: PyIceberg for the Iceberg and S3 tables, Arrow for the files of the Hive table.
  @Suite struct DemoQuestionsTests {
    struct Question: Sendable, CustomTestStringConvertible {
      var testDescription: String
      var lake: String
      var iceberg = "iceberg_static"
      var groups: [String]
      var amount: String
      var partition = "ingestion_date"
      var answers: Int
    }

    static let questions = [
      Question(
        testDescription: "cost by service and month", lake: "billing",
        groups: ["line_item_product_code", "billing_period"], amount: "line_item_unblended_cost",
        partition: "billing_period", answers: 5),
      Question(
        testDescription: "objects and bytes by storage class", lake: "inventory", groups: ["storage_class"],
        amount: "size", answers: 7),
      Question(
        testDescription: "price by symbol", lake: "price", iceberg: "iceberg", groups: ["symbol"], amount: "price",
        answers: 35),
    ]

    @Test(arguments: questions) func allTablesAndAnIndependentReaderAgree(_ question: Question) async throws {
      let project = try await SharedProject.project()
      let answers = try await asked(question, in: project)
      #expect(answers.count == 3 * question.answers)
      let tables = Dictionary(grouping: answers) { $0.prefix { $0 != "," } }.mapValues { lines in
        lines.map { $0.drop { $0 != "," } }
      }
      #expect(tables["hive"] == tables["iceberg"])
      #expect(tables["hive"] == tables["s3"])
      let read = try await self.read(question, in: project)
      #expect(read.first == "\(question.partition) \(question.partition) \(question.partition)")
      #expect(read.dropFirst().map { Substring($0) } == answers)
    }

    /// Lines `table,group,...,count,sum`, ordered.
    private func asked(_ question: Question, in project: TestProject) async throws -> [Substring] {
      let name = "daivi_local_\(question.lake)"
      let groups = question.groups.joined(separator: ", ")
      let parts = [
        ("hive", "\(name).\(name)_hive"), ("iceberg", "\(name).\(name)_\(question.iceberg)"),
        ("s3", #""s3tablescatalog/daivi-local-\#(question.lake)"."daivi"."\#(question.lake)""#),
      ].map { label, table in
        "SELECT '\(label)' AS lake_table, \(groups), count(*) AS n, "
          + "sum(CAST(\(question.amount) AS decimal(38,16))) AS total FROM \(table) GROUP BY \(groups)"
      }
      let order = (1...question.groups.count + 1).map(String.init).joined(separator: ", ")
      let sql = "\(parts.joined(separator: " UNION ALL ")) ORDER BY \(order)"
      let text = try await project.daivi("query", "--format", "csv", sql).status(0).run().stdout
      return Array(text.split(whereSeparator: \.isNewline).dropFirst())
    }

    /// The same lines by the other readers, after one with the partition columns of the three tables.
    private func read(_ question: Question, in project: TestProject) async throws -> [String] {
      let text = try await Python.run(
        """
        import io, os
        from collections import defaultdict
        from decimal import Decimal
        from pyarrow import parquet
        from pyiceberg.catalog import load_catalog
        lake, iceberg, amount = "\(question.lake)", "\(question.iceberg)", "\(question.amount)"
        groups = "\(question.groups.joined(separator: " "))".split()
        endpoint = sys.argv[1]
        os.environ.update(AWS_ACCESS_KEY_ID="123456789012", AWS_SECRET_ACCESS_KEY="sandbox", AWS_REGION="us-east-1")
        keys = {"s3.endpoint": endpoint, "s3.access-key-id": "123456789012", "s3.secret-access-key": "sandbox",
                "s3.region": "us-east-1"}
        catalog = load_catalog("glue", **{
            "type": "glue", "glue.endpoint": endpoint, "glue.region": "us-east-1",
            "glue.access-key-id": "123456789012", "glue.secret-access-key": "sandbox", **keys})
        buckets = load_catalog("buckets", **{
            "type": "rest", "uri": endpoint + "/iceberg", "rest.sigv4-enabled": "true",
            "rest.signing-name": "s3tables", "rest.signing-region": "us-east-1",
            "warehouse": f"arn:aws:s3tables:us-east-1:123456789012:bucket/daivi-local-{lake}", **keys})
        name = f"daivi_local_{lake}"

        def files(table):
            bucket, _, prefix = table["StorageDescriptor"]["Location"].removeprefix("s3://").partition("/")
            for page in client("s3").get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
                for entry in page.get("Contents", []):
                    body = client("s3").get_object(Bucket=bucket, Key=entry["Key"])["Body"].read()
                    parts = dict(part.split("=") for part in entry["Key"].split("/") if "=" in part)
                    wanted = [column for column in [*groups, amount] if column not in parts]
                    for row in parquet.ParquetFile(io.BytesIO(body)).read(columns=wanted).to_pylist():
                        yield {**row, **parts}

        hive = client("glue").get_table(DatabaseName=name, Name=f"{name}_hive")["Table"]
        tables = {"iceberg": catalog.load_table(f"{name}.{name}_{iceberg}"), "s3": buckets.load_table(f"daivi.{lake}")}
        print(hive["PartitionKeys"][0]["Name"], *(table.spec().fields[0].name for table in tables.values()))
        rows = {"hive": files(hive)}
        for label, table in tables.items():
            rows[label] = table.scan(selected_fields=(*groups, amount)).to_arrow().to_pylist()
        for label in ("hive", "iceberg", "s3"):
            found = defaultdict(lambda: [0, Decimal(0)])
            for row in rows[label]:
                held = found[tuple(row[group] for group in groups)]
                held[0] += 1
                held[1] += Decimal(str(row[amount]))
            for group, (count, total) in sorted(found.items()):
                print(label, *group, count, f"{total:.16f}", sep=",")
        """, in: project, path: try await IcebergReader.path(project))
      return text.split(separator: "\n").map(String.init)
    }
  }
}
