import DaiviSystem
import Testing

extension OwnProjectTests {
  /// Everything is deployed by a role that may do no more than it must, its record is lost, it is adopted and taken away
  /// again, and the account says so itself.
  @Suite struct WholeLifeTests {
    @Test func whatALostLedgerHadIsAdoptedAndThenNothingIsLeftAndItCanBeDeployedAgain() async throws {
      try await withProject("life") { project in
        try await DeployRole.use(in: project)
        try await project.daivi("deploy").isDeployed().run()
        try await theRightsOfWhoDeploysAreTaken(project)
        try await theRecordIsLost(project)
        try await everythingIsTakenAway(project)
        try await project.daivi("deploy", "start-billing-s3table-job").status(0).run()
        try await project.daivi("verify").status(0).run()
        #expect(try await Lake(project: project).total(Lake.s3Table).rows == "20000")
      }
    }

    /// It is an administrator of Lake Formation, which gives it no right to read.
    private func theRightsOfWhoDeploysAreTaken(_ project: TestProject) async throws {
      try await Python.run(
        """
        lake = client("lakeformation")
        deployer = {"DataLakePrincipalIdentifier": "arn:aws:iam::123456789012:role/Deployer"}
        for held in lake.list_permissions(Principal=deployer)["PrincipalResourcePermissions"]:
            if "Name" in held["Resource"].get("Table", {}):
                lake.revoke_permissions(
                    Principal=deployer, Resource=held["Resource"], Permissions=held["Permissions"])
        """, in: project)
      let target = "grant-lake-formation-billing-s3-table-catalog"
      try await project.daivi("verify", target).status(1).stdout(contains: "role/Deployer lacks SELECT").run()
      try await project.daivi("deploy", target).status(0).run()
      try await project.daivi("verify", target).status(0).run()
    }

    /// What is there is adopted; nothing is replaced and no row comes twice.
    private func theRecordIsLost(_ project: TestProject) async throws {
      let before = try await Account.identities(project)
      let rows = try await Lake(project: project).total(Lake.iceberg)
      try Files.removeAll(Path.join(project.directory, ".daivi/environments"))
      let deleted = try project.requests("DeleteStack").count
      try await project.daivi("deploy").isDeployed().stderr(contains: "no changes").run()
      #expect(try await Account.identities(project) == before)
      #expect(try await Lake(project: project).total(Lake.iceberg) == rows)
      #expect(try await Lake(project: project).total(Lake.s3Table).rows == "20000")
      #expect(try project.requests("DeleteStack").count == deleted)
      try await project.daivi("verify").status(0).run()
    }

    private func everythingIsTakenAway(_ project: TestProject) async throws {
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
      // What `bootstrap` made is not the deployment's.
      let left = try await Account.listed(project).split(separator: " ")
      #expect(left.allSatisfy { $0.hasPrefix("daivi-local-tf-back-end") }, "\(left)")
      try await project.daivi("status").status(0).stdout(contains: "not deployed").run()
    }
  }
}
