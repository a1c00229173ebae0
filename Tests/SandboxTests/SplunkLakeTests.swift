import Testing

extension SharedProjectTests {
  /// The log lake: Splunk is read over TLS by the jobs themselves.
  @Suite struct SplunkLakeTests {
    private static let iceberg = "daivi_local_splunk.daivi_local_splunk_iceberg"
    private static let s3Table = #""s3tablescatalog/daivi-local-splunk"."daivi"."splunk""#

    /// Number of events, of those with a level, and errors by source: the demo's question.
    private func answers(_ table: String, in project: TestProject) async throws -> [String] {
      let text = try await project.daivi(
        "query", "--format", "csv",
        """
        SELECT source, count(*) AS events, count(log_level) AS levels, sum(CASE log_level WHEN 'ERROR' THEN 1 ELSE 0 END) AS errors,
          count(DISTINCT event_date) AS days, max(CAST("_time" AS varchar)) AS latest
        FROM \(table) GROUP BY source ORDER BY errors DESC, source
        """
      ).status(0).run().stdout
      return text.split(whereSeparator: \.isNewline).dropFirst().map(String.init)
    }

    @Test func bothTablesAnswerTheQuestionAndAnIndependentReaderAgrees() async throws {
      let project = try await SharedProject.project()
      let found = try await answers(Self.iceberg, in: project)
      #expect(found.count == 7)
      #expect(found.first?.hasPrefix("/opt/splunk/var/log/splunk/splunkd.log,") == true, "\(found)")
      let seen = try await Python.run(
        """
        import os
        from collections import Counter
        from pyiceberg.catalog import load_catalog
        endpoint = sys.argv[1]
        os.environ.update(AWS_ACCESS_KEY_ID="123456789012", AWS_SECRET_ACCESS_KEY="sandbox", AWS_REGION="us-east-1")
        keys = {"s3.endpoint": endpoint, "s3.access-key-id": "123456789012", "s3.secret-access-key": "sandbox",
                "s3.region": "us-east-1"}
        catalog = load_catalog("buckets", **{
            "type": "rest", "uri": endpoint + "/iceberg", "rest.sigv4-enabled": "true",
            "rest.signing-name": "s3tables", "rest.signing-region": "us-east-1",
            "warehouse": "arn:aws:s3tables:us-east-1:123456789012:bucket/daivi-local-splunk", **keys})
        rows = catalog.load_table("daivi.splunk").scan().to_arrow().to_pylist()
        errors = Counter(row["source"] for row in rows if row["log_level"] == "ERROR")
        print(len(rows), ",".join(f"{name}={count}" for name, count in sorted(errors.items())))
        """, in: project, path: try await IcebergReader.path(project))
      let cells = found.map { $0.split(separator: ",").map(String.init) }
      let errors = cells.filter { $0[3] != "0" }.map { "\($0[0])=\($0[3])" }.sorted().joined(separator: ",")
      let total = cells.reduce(0) { $0 + (Int($1[1]) ?? 0) }
      #expect(total == 20_000)
      #expect(seen == "\(total) \(errors)")
      // Split where a timestamp is written in another way: the S3 table's has a time zone.
      let other = try await answers(Self.s3Table, in: project).map { $0.split(separator: ",").dropLast().joined() }
      #expect(other == cells.map { $0.dropLast().joined() })
    }

    /// Runs both jobs at once through Glue's API, with arguments of their own; how each ended.
    private func runs(_ iceberg: String, _ s3Table: String, times: Int = 1, in project: TestProject) async throws
      -> String
    {
      try await Python.run(
        """
        import time
        glue = client("glue")
        for _ in range(\(times)):
            runs = [(name, glue.start_job_run(JobName=name, Arguments=arguments)["JobRunId"]) for name, arguments in (
                ("daivi-local-splunk-iceberg-static", \(iceberg)), ("daivi-local-splunk-s3table", \(s3Table)))]
            for name, run in runs:
                while True:
                    found = glue.get_job_run(JobName=name, RunId=run)["JobRun"]
                    if found["JobRunState"] not in ("STARTING", "RUNNING"):
                        break
                    time.sleep(0.05)
                print(found["JobRunState"], found.get("ErrorMessage", ""))
        """, in: project)
    }

    @Test func jobsThatRunAgainChangeNothing() async throws {
      let project = try await SharedProject.project()
      let before = try await [answers(Self.iceberg, in: project), answers(Self.s3Table, in: project)]
      let ended = try await runs("{}", "{}", times: 2, in: project)
      #expect(ended.split(separator: "\n").allSatisfy { $0.hasPrefix("SUCCEEDED") }, "\(ended)")
      #expect(try await [answers(Self.iceberg, in: project), answers(Self.s3Table, in: project)] == before)
    }

    @Test func wrongCredentialsAndAForeignCertificateFailClearlyAndTouchNothing() async throws {
      let project = try await SharedProject.project()
      let before = try await [answers(Self.iceberg, in: project), answers(Self.s3Table, in: project)]
      try await Python.run(
        """
        import pathlib, subprocess
        client("secretsmanager").create_secret(
            Name="another", SecretString='{"username": "admin", "password": "another"}')
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-subj", "/CN=another", "-keyout", "another.key", "-out", "another.pem"], check=True,
                       capture_output=True)
        client("ssm").put_parameter(Name="/another", Type="String", Value=pathlib.Path("another.pem").read_text())
        """, in: project)
      let ended = try await runs(
        #"{"--SPLUNK_SECRET": "another"}"#, #"{"--SPLUNK_AUTHORITY": "/another"}"#, in: project
      ).split(separator: "\n")
      #expect(ended.count == 2)
      #expect(ended.first?.contains("SplunkError: https://10.38.") == true, "\(ended)")
      #expect(ended.first?.contains("Splunk refuses the user name or password of the secret") == true, "\(ended)")
      #expect(ended.last?.contains("the certificate is not trusted") == true, "\(ended)")
      try await Python.run(
        """
        client("secretsmanager").delete_secret(SecretId="another", ForceDeleteWithoutRecovery=True)
        client("ssm").delete_parameter(Name="/another")
        """, in: project)
      #expect(try await [answers(Self.iceberg, in: project), answers(Self.s3Table, in: project)] == before)
    }

    @Test func aStoppedInstanceAClosedPortAndALostCertificateAreNamedAndMended() async throws {
      let project = try await SharedProject.project()
      try await Python.run(
        """
        ec2 = client("ec2")
        outputs = client("cloudformation").describe_stacks(StackName="daivi-local-splunk-instance")["Stacks"][0]["Outputs"]
        instance = next(output["OutputValue"] for output in outputs if output["OutputKey"] == "InstanceId")
        group = ec2.describe_instances(InstanceIds=[instance])["Reservations"][0]["Instances"][0]["SecurityGroups"][0]
        rules = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group["GroupId"]]}])
        ec2.revoke_security_group_ingress(GroupId=group["GroupId"], SecurityGroupRuleIds=[
            rule["SecurityGroupRuleId"] for rule in rules["SecurityGroupRules"] if not rule["IsEgress"]])
        """, in: project)
      // A job meets a closed port as it would on AWS.
      let ended = try await runs("{}", "{}", in: project)
      #expect(ended.contains(":8089/services/search/v2/jobs does not answer"), "\(ended)")
      try await Python.run(#"client("ssm").delete_parameter(Name="/daivi/local/splunk/authority")"#, in: project)
      try await project.daivi("verify", "splunk").status(1)
        .stdout(contains: "AWS::EC2::SecurityGroup").stdout(contains: "/daivi/local/splunk/authority is missing").run()
      try await Python.run(
        """
        outputs = client("cloudformation").describe_stacks(StackName="daivi-local-splunk-instance")["Stacks"][0]["Outputs"]
        client("ec2").stop_instances(InstanceIds=[next(
            output["OutputValue"] for output in outputs if output["OutputKey"] == "InstanceId")])
        """, in: project)
      try await project.daivi("verify", "wait-for-splunk").status(1)
        .stdout(contains: "stopped; system").stdout(contains: "Systems Manager does not reach the instance").run()
      try await project.daivi("deploy").isDeployed().stderr(contains: "wait-for-splunk: starts (a check failed)").run()
      try await project.daivi("verify", "splunk").status(0).run()
      try await project.daivi("deploy").isUpToDate().run()
    }
  }
}
