import DaiviSystem
import Glibc
import Testing

extension OwnProjectTests {
  /// Everything is taken away again, and the account says so itself.
  @Suite struct DestroyTests {
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
        #expect(try await Account.listed(project) == "")
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
        #expect(try await Account.listed(project).contains("vpc-flow-log-role"))
        #expect(try await !Account.listed(project).contains("glue-role"))
        try await project.daivi("destroy", "deploy-kms-keys", "--yes").status(0)
          .stderr(contains: "foundation/deploy-vpc  (needs what was named)").run()
        #expect(try await Account.listed(project) == "")
      }
    }

    @Test func anEnvironmentLeavesTheOtherItsAdministratorsAndItsCatalog() async throws {
      try await withProject("destroy-two") { project in
        try await project.daivi("deploy", "lake-formation").status(0).run()
        try await project.daivi("deploy", "lake-formation", "--env", "second").status(0).run()
        try await project.daivi("destroy", "--yes").status(0).run()
        try await project.daivi("verify", "--env", "second").status(0).run()
        #expect(try await Account.listed(project) == "")
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
        #expect(try await Account.listed(project, "daivi-second") == "")
      }
    }

    @Test func whatAnotherStackUsesStaysAndIsNamed() async throws {
      try await withProject("destroy-blocked") { project in
        try await project.daivi("deploy", "deploy-buckets").status(0).run()
        try await Python.run(
          """
          cloudformation = client("cloudformation")
          ours = "daivi-local-foundation-buckets"
          cloudformation.describe_stacks(StackName=ours)
          cloudformation.update_termination_protection(StackName=ours, EnableTerminationProtection=True)
          client("s3").put_object(Bucket="daivi-local-glue-temp-primary", Key="precious", Body=b"data")
          """, in: project)
        try await project.daivi("destroy", "--yes").status(1).stdout(contains: "TerminationProtection is enabled")
          .stdout(contains: "update-termination-protection")
          .stdout(contains: "not started because of it: foundation/deploy-kms-keys").run()
        #expect(try await Account.listed(project).contains("daivi-local-foundation-kms-keys"))
        let kept = try await Python.run(
          """
          found = client("s3").get_object(Bucket="daivi-local-glue-temp-primary", Key="precious")
          print(found["Body"].read().decode())
          """, in: project)
        #expect(kept == "data")
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
