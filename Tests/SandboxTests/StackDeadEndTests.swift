import Testing

extension OwnProjectTests {
  /// States in which CloudFormation refuses every update: the next deploy gets out of each by itself, and never by
  /// deleting data.
  @Suite struct StackDeadEndTests {
    /// Makes stacks of the name that the keys' stack will have, and waits for what becomes of them.
    private static let words = """
      import time
      cloudformation, s3 = client("cloudformation"), client("s3")
      KEYS, BUCKETS = "daivi-local-foundation-kms-keys", "daivi-local-foundation-buckets"
      def settled(name):
          while True:
              found = cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]
              if not found.endswith("_IN_PROGRESS") or found == "REVIEW_IN_PROGRESS":
                  return found
              time.sleep(0.02)
      def bucket(name):
          return {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": name}}
      # The account has a role of that name, so this fails.
      taken = {"Type": "AWS::IAM::Role", "DependsOn": "Data",
               "Properties": {"RoleName": "Admin", "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []}}}
      def template(**resources):
          return json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources})
      NAMED = {"Capabilities": ["CAPABILITY_NAMED_IAM"]}

      """

    /// Brings the sandbox to where the script says it ended.
    private func bring(_ project: TestProject, to status: String, _ script: String) async throws {
      let reached = try await Python.run(Self.words + script, in: project)
      #expect(reached == status)
    }

    private func expectDeployable(_ project: TestProject, _ target: String = "deploy-kms-keys") async throws {
      try await project.daivi("deploy", target).status(0).run()
      try await project.daivi("verify", target).status(0).run()
    }

    @Test func aCreationThatRolledBackIsRemovedAndMadeAgain() async throws {
      try await withProject("rollback-complete") { project in
        try await project.daivi("sandbox", "start").status(0).run()
        try await bring(
          project, to: "ROLLBACK_COMPLETE",
          """
          cloudformation.create_stack(StackName=KEYS, TemplateBody=template(Data=bucket("a-bucket"), Role=taken), **NAMED)
          print(settled(KEYS))
          """)
        try await expectDeployable(project)
      }
    }

    @Test func aCreationThatWasNotRolledBackIsRemovedAndMadeAgain() async throws {
      try await withProject("create-failed") { project in
        try await project.daivi("sandbox", "start").status(0).run()
        try await bring(
          project, to: "CREATE_FAILED",
          """
          cloudformation.create_stack(StackName=KEYS, TemplateBody=template(Data=bucket("a-bucket"), Role=taken),
                                      OnFailure="DO_NOTHING", **NAMED)
          print(settled(KEYS))
          """)
        try await expectDeployable(project)
        // What the failed creation had made is gone with it.
        #expect(try await Python.run(#"print(len(client("s3").list_buckets()["Buckets"]))"#, in: project) == "0")
      }
    }

    @Test func aChangeSetThatNobodyExecutedIsNoObstacle() async throws {
      try await withProject("review") { project in
        try await project.daivi("sandbox", "start").status(0).run()
        try await bring(
          project, to: "REVIEW_IN_PROGRESS",
          """
          cloudformation.create_change_set(StackName=KEYS, ChangeSetName="somebody", ChangeSetType="CREATE",
                                           TemplateBody=template(Data=bucket("a-bucket")))
          print(settled(KEYS))
          """)
        try await expectDeployable(project)
      }
    }

    @Test func aRollbackThatGotStuckIsFinishedOnceItCanBe() async throws {
      try await withProject("rollback-failed") { project in
        try await project.daivi("sandbox", "start").status(0).run()
        // The rollback has to put back a replication whose destination is gone.
        try await bring(
          project, to: "UPDATE_ROLLBACK_FAILED",
          """
          def destination():
              s3.create_bucket(Bucket="destination")
              s3.put_bucket_versioning(Bucket="destination", VersioningConfiguration={"Status": "Enabled"})
          def source(**more):
              made = bucket("a-source")
              made["Properties"].update(VersioningConfiguration={"Status": "Enabled"}, **more)
              return made
          rule = {"Status": "Enabled", "Priority": 1, "Filter": {"Prefix": ""}, "DeleteMarkerReplication": {"Status": "Disabled"},
                  "Destination": {"Bucket": "arn:aws:s3:::destination"}}
          destination()
          cloudformation.create_stack(StackName=KEYS, TemplateBody=template(Data=source(ReplicationConfiguration={
              "Role": "arn:aws:iam::123456789012:role/Admin", "Rules": [rule]})))
          settled(KEYS)
          s3.delete_bucket(Bucket="destination")
          cloudformation.update_stack(StackName=KEYS, TemplateBody=template(Data=source(), Role=taken), **NAMED)
          print(settled(KEYS))
          """)
        // Still so: the deploy says what holds it.
        try await project.daivi("deploy", "deploy-kms-keys").status(1).stdout(contains: "Destination bucket must exist")
          .run()
        try await Python.run(
          """
          client("s3").create_bucket(Bucket="destination")
          client("s3").put_bucket_versioning(Bucket="destination", VersioningConfiguration={"Status": "Enabled"})
          """, in: project)
        try await expectDeployable(project)
      }
    }

    @Test func aDeletionThatFailedIsFinishedAndTheDataInItIsAdopted() async throws {
      try await withProject("delete-failed") { project in
        try await project.daivi("deploy", "deploy-buckets").status(0).run()
        try await bring(
          project, to: "DELETE_FAILED",
          """
          s3.put_object(Bucket="daivi-local-glue-temp-primary", Key="precious", Body=b"data")
          cloudformation.delete_stack(StackName=BUCKETS)
          print(settled(BUCKETS))
          """)
        try await expectAdopted(project)
      }
    }

    @Test func aNameThatAnEarlierStackRetainedIsAdopted() async throws {
      try await withProject("retained") { project in
        try await project.daivi("deploy", "deploy-buckets").status(0).run()
        try await bring(
          project, to: "gone",
          """
          s3.put_object(Bucket="daivi-local-glue-temp-primary", Key="precious", Body=b"data")
          identifier = cloudformation.describe_stacks(StackName=BUCKETS)["Stacks"][0]["StackId"]
          cloudformation.delete_stack(StackName=BUCKETS)
          settled(BUCKETS)
          stuck = [found["LogicalResourceId"] for found in
                   cloudformation.list_stack_resources(StackName=BUCKETS)["StackResourceSummaries"]
                   if found["ResourceStatus"] == "DELETE_FAILED"]
          cloudformation.delete_stack(StackName=BUCKETS, RetainResources=stuck)
          print("gone" if settled(identifier) == "DELETE_COMPLETE" else "still there")
          """)
        try await expectAdopted(project)
      }
    }

    private func expectAdopted(_ project: TestProject) async throws {
      try await project.daivi("verify", "deploy-buckets").status(1).run()
      try await project.daivi("deploy", "deploy-buckets").status(0)
        .stderr(contains: "adopted daivi-local-glue-temp-primary").run()
      try await project.daivi("verify", "deploy-buckets").status(0).run()
      let kept = try await Python.run(
        """
        s3 = client("s3")
        print(s3.get_object(Bucket="daivi-local-glue-temp-primary", Key="precious")["Body"].read().decode(),
              s3.get_bucket_replication(Bucket="daivi-local-glue-temp-primary")["ReplicationConfiguration"]["Rules"][0]["Status"])
        """, in: project)
      #expect(kept == "data Enabled")
    }
  }
}
