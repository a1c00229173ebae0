import Testing

extension OwnProjectTests {
  /// A report of the user in place of the sample.
  @Suite struct OwnReportTests {
    @Test func anotherReportIsLoadedAndNothingElseIsDone() async throws {
      try await withProject("report") { project in
        try await project.daivi("deploy", "start-billing-hive-job").status(0).run()
        let jobs = try project.requests("StartJobRun").count
        let report = try await Python.run(
          """
          import csv, gzip, io
          body = client("s3").get_object(Bucket="daivi-local-billing-data-primary",
                                         Key="cost-and-usage-report-00001.csv.gz")["Body"].read()
          rows = list(csv.reader(io.StringIO(gzip.decompress(body).decode())))[:101]
          out = io.StringIO()
          csv.writer(out, lineterminator="\\n").writerows(rows)
          open("mine.csv", "w").write(out.getvalue())
          print(len(rows) - 1)
          """, in: project)
        #expect(report == "100")
        try project.write("modules:\n  billing:\n    parameters:\n      staticReport: mine.csv\n", to: "daivi.yaml")
        try await project.daivi("plan", "--detailed-exitcode", "start-billing-hive-job").status(3).run()
        try await project.daivi("deploy", "start-billing-hive-job").status(0).stderr(contains: "100 rows").run()
        #expect(try project.requests("StartJobRun").count == jobs + 1)
        #expect(try await Lake(project: project).total(Lake.hive).rows == "100")
      }
    }
  }
}
