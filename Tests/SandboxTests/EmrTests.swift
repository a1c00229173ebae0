import Testing

extension SharedProjectTests {
  /// Section 26: Spark on EMR Serverless reads the billing table.
  @Suite struct EmrTests {
    @Test func theQueryHasReadTheTableThatWasLoaded() async throws {
      let project = try await SharedProject.project()
      let rows = try await Python.run(
        """
        s3 = client("s3")
        bucket = "daivi-local-glue-temp-primary"
        for part in ("rows", "count"):
            keys = [o["Key"] for o in s3.list_objects_v2(Bucket=bucket, Prefix=f"emr/billing-query/{part}/")["Contents"]]
            lines = b"".join(s3.get_object(Bucket=bucket, Key=k)["Body"].read() for k in keys).splitlines()
            print(len(lines), sorted(json.loads(lines[0]))[0], json.loads(lines[0]).get("table_rows"))
        """, in: project)
      #expect(rows == "10 bill_bill_type None\n1 table_rows 20000")
    }

    @Test func anApplicationAResultAndAGrantThatAreGoneComeBack() async throws {
      let project = try await SharedProject.project()
      try await Python.run(
        """
        emr, s3, lake = client("emr-serverless"), client("s3"), client("lakeformation")
        for found in emr.list_applications()["applications"]:
            if found["name"] == "daivi-local-emr":
                emr.delete_application(applicationId=found["id"])
        for entry in s3.list_objects_v2(Bucket="daivi-local-glue-temp-primary", Prefix="emr/")["Contents"]:
            s3.delete_object(Bucket="daivi-local-glue-temp-primary", Key=entry["Key"])
        lake.revoke_permissions(
            Principal={"DataLakePrincipalIdentifier": "arn:aws:iam::123456789012:role/daivi-local-emr-role"},
            Resource={"Table": {"DatabaseName": "daivi_local_billing", "Name": "daivi_local_billing_hive"}},
            Permissions=["SELECT", "DESCRIBE"])
        """, in: project)
      try await project.daivi("verify", "emr").status(1)
        .stdout(contains: "AWS::EMRServerless::Application")
        .stdout(contains: "AWS::LakeFormation::PrincipalPermissions")
        .stdout(contains: "there is no application")
        .stdout(contains: "there is no result below s3://daivi-local-glue-temp-primary/emr/billing-query").run()
      try await project.daivi("deploy", "emr").status(0).run()
      try await project.daivi("verify", "emr").status(0).run()
    }

    @Test func aScriptThatFailsIsQuotedAndMended() async throws {
      let project = try await SharedProject.project()
      try await Python.run(
        """
        s3 = client("s3")
        for entry in s3.list_objects_v2(Bucket="daivi-local-glue-temp-primary", Prefix="emr/")["Contents"]:
            s3.delete_object(Bucket="daivi-local-glue-temp-primary", Key=entry["Key"])
        s3.put_object(Bucket="daivi-local-glue-scripts-primary", Key="emr/query_table.py", Body=b"raise ValueError('mine')")
        """, in: project)
      // Only the query is looked at: that its script is another one is not known yet.
      try await project.daivi("verify", "run-emr-billing-query").status(1).run()
      try await project.daivi("deploy", "run-emr-billing-query").status(1)
        .stderr(contains: "ended FAILED: ValueError: mine").stderr(contains: "last lines of its log").run()
      try await project.daivi("verify", "emr").status(1).stdout(contains: "emr/query_table.py has another content")
        .run()
      try await project.daivi("deploy", "emr").status(0).run()
      try await project.daivi("verify", "emr").status(0).run()
    }
  }
}
