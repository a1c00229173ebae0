import Testing

extension SharedProjectTests {
  /// Things are broken behind DAIVI's back, each through its own service: `verify` names it, `deploy` mends it.
  @Suite struct VerifyAndRepairTests {
    @Test func whatIsBrokenIsNamedMendedAndSoundAgain() async throws {
      let project = try await SharedProject.project()
      try await Python.run(
        """
        client("s3").delete_bucket(Bucket="daivi-local-smus-project-cfn-template-primary")
        client("glue").delete_table(DatabaseName="daivi_local_billing", Name="daivi_local_billing_hive")
        client("iam").delete_role_policy(RoleName="daivi-local-glue-role", PolicyName="catalog")
        scripts = client("s3").list_objects_v2(Bucket="daivi-local-glue-scripts-primary")["Contents"]
        key = next(entry["Key"] for entry in scripts if entry["Key"] == "billing/lake_hive.py")
        client("s3").put_object(Bucket="daivi-local-glue-scripts-primary", Key=key, Body=b"print('mine')")
        client("athena").update_work_group(
            WorkGroup="daivi-local-workgroup", ConfigurationUpdates={"EnforceWorkGroupConfiguration": False})
        """, in: project)
      try await project.daivi("verify").status(1)
        .stdout(contains: "AWS::S3::Bucket daivi-local-smus-project-cfn-template-primary was deleted")
        .stdout(contains: "AWS::Glue::Table daivi_local_billing_hive was deleted")
        .stdout(contains: "AWS::IAM::Role daivi-local-glue-role differs at /Policies")
        .stdout(contains: "billing/lake_hive.py has another content")
        .stdout(contains: "AWS::Athena::WorkGroup daivi-local-workgroup differs")
        .stdout(contains: "next: daivi-host deploy").run()
      try await project.daivi("status").status(0).stdout(contains: "failed").run()
      try await project.daivi("deploy").isDeployed().run()
      try await project.daivi("verify").status(0).run()
      // The table that was made again was empty: it has been loaded again, not only made.
      #expect(try await Lake(project: project).total(Lake.hive).rows == "20000")
    }

    @Test func aGrantThatWasRevokedIsGivenBack() async throws {
      let project = try await SharedProject.project()
      let revoked = try await Python.run(
        """
        lake = client("lakeformation")
        found = [entry for entry in lake.list_permissions(MaxResults=1000)["PrincipalResourcePermissions"]
                 if entry["Resource"].get("Table", {}).get("CatalogId", "").endswith("s3tablescatalog/daivi-local-billing")
                 and entry["Principal"]["DataLakePrincipalIdentifier"].endswith(":role/Admin")]
        for entry in found:
            lake.revoke_permissions(
                Principal=entry["Principal"], Resource=entry["Resource"], Permissions=entry["Permissions"],
                PermissionsWithGrantOption=entry.get("PermissionsWithGrantOption", []))
        print(len(found))
        """, in: project)
      #expect(revoked != "0")
      try await project.daivi("verify", "billing").status(1)
        .stdout(contains: "billing/grant-lake-formation-billing-s3-table-catalog").run()
      try await project.daivi("deploy").isDeployed()
        .stderr(contains: "billing/grant-lake-formation-billing-s3-table-catalog: starts (a check failed)").run()
      try await project.daivi("verify", "billing").status(0).run()
    }

    @Test func rowsThatWereLostAreLoadedAgain() async throws {
      let project = try await SharedProject.project()
      try await Python.run(
        """
        s3 = client("s3")
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket="daivi-local-billing-hive-primary"):
            for entry in page.get("Contents", []):
                s3.delete_object(Bucket="daivi-local-billing-hive-primary", Key=entry["Key"])
        """, in: project)
      try await project.daivi("verify", "start-billing-hive-job").status(1).run()
      try await project.daivi("deploy").isDeployed().run()
      #expect(try await Lake(project: project).total(Lake.hive).rows == "20000")
      try await project.daivi("verify").status(0).run()
    }
  }
}
