import DaiviSystem
import Glibc
import Testing

extension EndToEndTests {
  /// Everything is taken away again, and the account says so itself.
  @Suite struct DestroyTests {
    private static let project = Task { try TestProject("destroy") }

    /// What of the environment the services list: asked of them, not of DAIVI.
    private func listed(_ project: TestProject, _ name: String = "daivi-local") async throws -> String {
      try await Python.run(
        """
        name = "\(name)"
        found = [entry["Name"] for entry in client("s3").list_buckets()["Buckets"]]
        found += [entry["RoleName"] for entry in client("iam").list_roles()["Roles"]]
        for region in ("us-east-1", "us-west-2"):
            found += [entry["StackName"] for entry in client("cloudformation", region).describe_stacks()["Stacks"]
                      if entry["StackStatus"] != "DELETE_COMPLETE"]
            found += [entry["AliasName"].split("/")[1] for entry in client("kms", region).list_aliases()["Aliases"]]
            found += [entry["name"] for entry in client("s3tables", region).list_table_buckets()["tableBuckets"]]
            found += [entry["Name"].replace("_", "-") for entry in client("glue", region).get_databases()["DatabaseList"]]
            found += [entry["Name"] for entry in client("glue", region).get_jobs()["Jobs"]]
            found += [entry["Name"] for entry in client("athena", region).list_work_groups()["WorkGroups"]]
        print(" ".join(sorted(entry for entry in found if entry.startswith(name))))
        """, in: project)
    }

    @Test func nothingIsLeftAndItCanBeDeployedAgain() async throws {
      let project = try await Self.project.value
      try await project.daivi("deploy").isDeployed().run()
      // Names that cannot be written in XML as they are, and old versions.
      try await Python.run(
        """
        s3 = client("s3")
        for key in ("a & b <c>", "ü/ö?#%41+x", "line\\nbreak", "twice", "twice"):
            s3.put_object(Bucket="daivi-local-billing-data-primary", Key=key, Body=b"x")
        s3.delete_object(Bucket="daivi-local-billing-data-primary", Key="twice")
        """, in: project)
      try await project.daivi("plan", "--destroy", "--detailed-exitcode").status(3)
        .stdout(contains: "- AWS::S3::Bucket  daivi-local-billing-data-primary").run()
      try await project.daivi("destroy", "--yes").status(0).stdout(contains: "nothing else of daivi-local is left")
        .stdout(contains: "AWS::KMS::Key (us-east-1): each is deleted on").run()
      #expect(try await listed(project) == "")
      try await project.daivi("status").status(0).stdout(contains: "not deployed").run()
      try await project.daivi("deploy").isDeployed().run()
      try await project.daivi("verify").status(0).run()
      #expect(try await Lake(project: project).total(Lake.s3Table).rows == "20000")
    }

    @Test func aDestroyKilledInTheMiddleGoesOn() async throws {
      try await withProject("destroy-killed") { project in
        try await project.daivi("deploy", "deploy-buckets", "deploy-vpc", "deploy-iam-roles").status(0).run()
        try await project.daivi("sandbox", "stop").status(0).run()
        try await project.daivi("sandbox", "start").env("DAIVI_SANDBOX_STACK_DELAY_MS", "40").status(0).run()
        let before = try project.requests("DeleteStack").count
        let running = try project.daivi("destroy", "--yes").start()
        try await eventually("a stack is being deleted") { try project.requests("DeleteStack").count > before }
        running.signal(SIGKILL)
        #expect(try await running.output().exit == .signal(SIGKILL))
        try await eventually("modules end with their host") { project.processes(named: "daivi-").isEmpty }
        try await project.daivi("destroy", "--yes").status(0).stderr(contains: "asks what became of the last attempt")
          .run()
        #expect(try await listed(project) == "")
      }
    }

    @Test func aPersonIsAskedForTheName() async throws {
      try await withProject("destroy-asks") { project in
        try await project.daivi("deploy", "deploy-kms-keys").status(0).run()
        // Nobody is at the terminal here.
        try await project.daivi("destroy").status(2).stderr(contains: "pass --yes").run()
        try await project.daivi("verify", "deploy-kms-keys").status(0).run()
      }
    }

    @Test func whatNeedsATargetIsNamedAndGoesWithIt() async throws {
      try await withProject("destroy-target") { project in
        try await project.daivi("deploy", "deploy-iam-roles", "deploy-vpc").status(0).run()
        try await project.daivi("destroy", "deploy-iam-roles", "--yes").status(0).run()
        #expect(try await listed(project).contains("vpc-flow-log-role"))
        #expect(try await !listed(project).contains("glue-role"))
        try await project.daivi("destroy", "deploy-kms-keys", "--yes").status(0)
          .stderr(contains: "foundation/deploy-vpc  (needs what was named)").run()
        #expect(try await listed(project) == "")
      }
    }

    @Test func anEnvironmentLeavesTheOtherItsAdministratorsAndItsCatalog() async throws {
      try await withProject("destroy-two") { project in
        try await project.daivi("deploy", "lake-formation").status(0).run()
        try await project.daivi("deploy", "lake-formation", "--env", "second").status(0).run()
        try await project.daivi("destroy", "--yes").status(0).run()
        try await project.daivi("verify", "--env", "second").status(0).run()
        #expect(try await listed(project) == "")
        let claims = """
          lake, found = client("lakeformation"), client("ssm").get_parameters_by_path(Path="/daivi/claims", Recursive=True)
          admins = [entry["DataLakePrincipalIdentifier"] for entry in lake.get_data_lake_settings()["DataLakeSettings"]["DataLakeAdmins"]]
          print(len(found["Parameters"]), len([entry for entry in admins if "daivi-" in entry]),
                len(lake.list_resources()["ResourceInfoList"]))
          """
        #expect(try await Python.run(claims, in: project) == "3 1 1")
        // The last one takes away what the platform added.
        try await project.daivi("destroy", "--yes", "--env", "second").status(0).run()
        #expect(try await Python.run(claims, in: project) == "0 0 0")
        #expect(try await listed(project, "daivi-second") == "")
      }
    }

    @Test func whatAnotherStackUsesStaysAndIsNamed() async throws {
      try await withProject("destroy-blocked") { project in
        try await project.daivi("deploy", "deploy-vpc").status(0).run()
        try await Python.run(
          """
          cloudformation = client("cloudformation")
          ours = "daivi-local-foundation-vpc"
          cloudformation.describe_stacks(StackName=ours)
          cloudformation.update_termination_protection(StackName=ours, EnableTerminationProtection=True)
          """, in: project)
        try await project.daivi("destroy", "--yes").status(1).stdout(contains: "TerminationProtection is enabled")
          .stdout(contains: "update-termination-protection")
          .stdout(contains: "not started because of it: foundation/deploy-kms-keys").run()
        #expect(try await listed(project).contains("daivi-local-foundation-kms-keys"))
      }
    }

    @Test func aStrangerWithTheNameIsFoundAtTheEnd() async throws {
      try await withProject("destroy-stranger") { project in
        try await project.daivi("deploy", "deploy-kms-keys").status(0).run()
        try await Python.run(#"client("s3").create_bucket(Bucket="daivi-local-by-hand")"#, in: project)
        try await project.daivi("destroy", "--yes").status(1)
          .stdout(contains: "AWS::S3::Bucket daivi-local-by-hand").run()
      }
    }
  }
}
