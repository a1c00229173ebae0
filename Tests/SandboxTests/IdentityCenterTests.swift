import DaiviSystem
import Testing

extension EndToEndTests {
  /// Where users come from, each way in an environment of its own.
  @Suite struct IdentityCenterTests {
    /// Python that finds the store and names things as the console does.
    private static let people = """
      import urllib.request
      admin, people, ssm = client("sso-admin", region), client("identitystore", region), client("ssm")
      instance = (admin.list_instances()["Instances"] or [{}])[0]
      store = instance.get("IdentityStoreId")
      def groups():
          return {group["DisplayName"]: group["GroupId"] for group in people.list_groups(IdentityStoreId=store)["Groups"]}
      def users():
          return {user["UserName"].split("@")[0]: user["UserId"] for user in people.list_users(IdentityStoreId=store)["Users"]}
      def memberships(group):
          return people.list_group_memberships(IdentityStoreId=store, GroupId=groups()[group])["GroupMemberships"]
      def claims():
          found = client("ssm").get_parameters_by_path(Path="/daivi/claims", Recursive=True)["Parameters"]
          return len([entry for entry in found if "identity-center" in entry["Name"]])
      def control(operation, **sso):
          body = json.dumps({"instanceArn": instance["InstanceArn"],
                             "configurationType": "APP_AUTHENTICATION_CONFIGURATION", "ssoConfiguration": sso})
          scope = "123456789012/20250101/us-east-1/sso/aws4_request"
          request = urllib.request.Request(sys.argv[1] + "/control/", data=body.encode(), headers={
              "X-Amz-Target": "SWBService." + operation, "Content-Type": "application/x-amz-json-1.1",
              "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"})
          return json.loads(urllib.request.urlopen(request).read() or b"{}")
      def mfa():
          return control("GetSsoConfiguration")["ssoConfiguration"]["mfaMode"]

      """

    @discardableResult
    private func ask(
      _ script: String, _ project: TestProject, region: String = "us-east-1",
      sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> String {
      try await Python.run(
        "region = \"\(region)\"\n" + Self.people + script, in: project, sourceLocation: sourceLocation)
    }

    @Test func whoeverIsRemovedByHandIsNamedAndBack() async throws {
      let project = try await SharedProject.project()
      try await ask(
        """
        people.delete_user(IdentityStoreId=store, UserId=users()["ben-doverano-contributor"])
        ann = memberships("daivi-local Domain Owner")[0]["MembershipId"]
        people.delete_group_membership(IdentityStoreId=store, MembershipId=ann)
        people.update_user(IdentityStoreId=store, UserId=users()["lois-lanikini-powner"],
                           Operations=[{"AttributePath": "name.givenName", "AttributeValue": "Louise"}])
        people.create_group_membership(IdentityStoreId=store, GroupId=groups()["daivi-local Admin"],
                                       MemberId={"UserId": users()["lois-lanikini-powner"]})
        people.delete_group(IdentityStoreId=store, GroupId=groups()["daivi-local Project Owner"])
        ssm.delete_parameter(Name="/daivi/local/identity-center/users")
        control("UpdateSsoConfiguration", mfaMode="ALWAYS_ON")
        """, project)
      try await project.daivi("verify", "idc").status(1)
        .stdout(contains: "user ben-doverano-contributor@example.com is missing")
        .stdout(contains: "ann-chouvey-downer@example.com is not in group Domain Owner")
        .stdout(contains: "user lois-lanikini-powner@example.com differs in name.givenName")
        .stdout(contains: "is in group Admin, which nobody asked for")
        .stdout(contains: "AWS::IdentityStore::Group").stdout(contains: "it is missing")
        .stdout(contains: "it is ALWAYS_ON").run()
      // Ben is another user now: he has no password yet.
      try await project.daivi("deploy", "idc").status(8).stdout(
        contains: "idc/set-idc-passwords waits at gate passwords"
      )
      .run()
      try await project.daivi("gate", "confirm", "idc/set-idc-passwords").status(0).run()
      try await project.daivi("deploy").isDeployed().run()
      try await project.daivi("verify", "idc").status(0).run()
      let seen = try await ask(
        """
        print(*[len(memberships("daivi-local " + name)) for name in ("Admin", "Domain Owner", "Project Owner", "Project Contributor")],
              json.loads(ssm.get_parameter(Name="/daivi/local/identity-center/users", WithDecryption=True)["Parameter"]["Value"])
              == {store: {"Admin": ["chris-bakony-admin@example.com"], "Domain Owner": ["ann-chouvey-downer@example.com"],
                          "Project Contributor": ["ben-doverano-contributor@example.com"],
                          "Project Owner": ["lois-lanikini-powner@example.com"]}}, mfa())
        """, project)
      #expect(seen == "1 1 1 1 True DISABLED")
    }

    @Test func oneSourceAppliesAndTheOthersAreRefusedWithTheReason() async throws {
      let project = try await SharedProject.project()
      try await project.daivi("deploy", "deploy-idc-org").status(2)
        .stderr(contains: "idc/deploy-idc-org applies only where 'identityCenter' is organization").run()
      try await project.daivi("deploy", "set-idc-passwords", "--identity-center", "none").status(2)
        .stderr(contains: "set 'identityCenter' to account or organization").run()
      try await project.daivi("graph").status(0).stdout(contains: "(off: identityCenter is not discover)").run()
      try await project.daivi("plan", "--identity-center", "organisation").status(2)
        .stderr(contains: "did you mean 'organization'?").run()
    }

    @Test func environmentsOfAnAccountShareItsInstanceAndItsUsersAndNothingElse() async throws {
      try await withProject("idc-two") { project in
        try project.write(
          """
          environments:
            second:
              modules: {idc: {parameters: {users: users.yaml}}}
            found:
              identityCenter: discover
              modules: {idc: {parameters: {groupPrefix: "daivi-second "}}}
            stranger: {identityCenter: discover}
            alone:
              identityCenter: discover
              modules:
                idc:
                  parameters:
                    deployerUserName: dora@example.com
                    instanceRole: arn:aws:iam::123456789012:role/Admin
            named:
              identityCenter: bring-your-own
              modules: {idc: {parameters: {users: named.json}}}

          """, to: "daivi.yaml")
        func users(_ contributor: String) throws {
          try project.write(
            """
            groups:
              Admin: chris-bakony-admin@example.com
              Domain Owner: [dora@example.com, chris-bakony-admin@example.com]
              Project Owner: [dora@example.com]
              Project Contributor: [\(contributor)]
            users:
              dora@example.com: {givenName: Dora, familyName: Ownwell}

            """, to: "users.yaml")
        }
        try users("kim@example.com")
        // The account's sandbox mark is off for one of the two: the second factor is the other's affair.
        try await project.daivi("deploy", "deploy-idc-acc", "disable-mfa").status(0).run()
        try await project.daivi("deploy", "deploy-idc-acc", "--env", "second").status(0).run()
        #expect(try await ask("print(len(groups()), len(users()), mfa())", project) == "8 6 DISABLED")

        // A file that changes: somebody new, somebody gone, another name.
        try users("lee@example.com")
        try await project.daivi("deploy", "deploy-idc-acc", "--env", "second").status(0).run()
        #expect(
          try await ask(
            "print('kim' in users(), 'lee' in users(), len(memberships('daivi-second Domain Owner')))", project)
            == "False True 2")

        // Discovered as they are, and looked at again when they change.
        try await project.daivi("deploy", "deploy-dyo-idc", "--env", "found").status(0).run()
        try await project.daivi("outputs", "deploy-dyo-idc", "--env", "found").status(0)
          .stdout(contains: "chris-bakony-admin@example.com,dora@example.com").run()
        try await ask(
          "people.delete_group_membership(IdentityStoreId=store, MembershipId=memberships('daivi-second Project Contributor')[0]['MembershipId'])",
          project)
        try await project.daivi("verify", "idc", "--env", "found").status(1)
          .stdout(contains: "Project Contributor is now empty").run()
        try await project.daivi("deploy", "deploy-dyo-idc", "--env", "found").status(0).run()
        try await project.daivi("verify", "idc", "--env", "found").status(0).run()

        // Groups that are not there: whoever deploys stands in, if they are somebody.
        try await project.daivi("deploy", "deploy-dyo-idc", "--env", "stranger").status(1)
          .stdout(contains: "is no user of the identity store").run()
        try await project.daivi("deploy", "deploy-dyo-idc", "--env", "alone").status(0)
          .stderr(contains: "warning: Project Owner: no such group, so dora@example.com").run()

        // Brought by a file: everybody must be there.
        let store = try await ask("print(store)", project)
        try project.write(
          #"{"\#(store)": {"Domain Owner": ["dora@example.com"], "Project Owner": ["nobody@example.com"]}}"#,
          to: "named.json")
        try await project.daivi("deploy", "deploy-byo-idc", "--env", "named").status(1)
          .stdout(contains: "not in identity store \(store): nobody@example.com").run()
        try project.write(
          #"{"\#(store)": {"Domain Owner": ["dora@example.com"], "Project Owner": ["lee@example.com"]}}"#,
          to: "named.json")
        try await project.daivi("deploy", "deploy-byo-idc", "--env", "named").status(0).run()
        try await ask("people.delete_user(IdentityStoreId=store, UserId=users()['lee'])", project)
        try await project.daivi("verify", "idc", "--env", "named").status(1)
          .stdout(contains: "lee@example.com is missing").run()
        try await project.daivi("verify", "idc", "--env", "second").status(1).run()
        try await project.daivi("deploy", "deploy-idc-acc", "--env", "second").status(0).run()
        try await project.daivi("verify", "idc", "--env", "named").status(1)
          .stdout(contains: "lee@example.com is another user now").run()
        try await project.daivi("deploy", "deploy-byo-idc", "--env", "named").status(0).run()
        try await project.daivi("verify", "idc", "--env", "named").status(0).run()

        // The first goes and leaves the second sound; the last takes away what the platform made.
        try await project.daivi("destroy", "--yes").status(0).run()
        try await project.daivi("verify", "--env", "second").status(0).run()
        #expect(
          try await ask("print(len(groups()), sorted(users()), mfa())", project)
            == "4 ['chris-bakony-admin', 'dora', 'lee'] CONTEXT_AWARE")
        // So do those who only use what others made.
        try await project.daivi("destroy", "--yes", "--env", "second").status(0).run()
        try await project.daivi("verify", "--env", "named").status(0).run()
        #expect(try await ask("print(len(groups()), 'dora' in users())", project) == "0 True")
        for env in ["found", "alone", "named"] {
          try await project.daivi("destroy", "--yes", "--env", env).status(0).run()
        }
        #expect(try await ask("print(instance, claims())", project) == "{} 0")
      }
    }

    @Test func whoWasThereBeforeStaysAndSoDoesTheInstanceTheyNeed() async throws {
      try await withProject("idc-adopt") { project in
        try await project.daivi("sandbox", "start").status(0).run()
        let region = "us-west-2"
        try await ask(
          """
          admin.create_instance()
          instance = admin.list_instances()["Instances"][0]
          people.create_user(IdentityStoreId=instance["IdentityStoreId"], UserName="ann-chouvey-downer@example.com",
                             DisplayName="Annie", Name={"GivenName": "Annie", "FamilyName": "C"},
                             Emails=[{"Value": "annie@example.com"}])
          """, project, region: region)
        // One over all regions: where it is has to be said.
        try await project.daivi("deploy", "deploy-idc-acc").status(1)
          .stdout(contains: "set modules.idc.parameters.instanceRegion to its region").run()
        try project.write("modules: {idc: {parameters: {instanceRegion: us-west-2}}}\n", to: "daivi.yaml")
        try await project.daivi("deploy", "deploy-idc-acc").status(0).run()
        try await project.daivi("verify", "idc").status(0).run()
        try await project.daivi("destroy", "--yes").status(0).run()
        let left = try await ask("print(list(users()), len(groups()), claims())", project, region: region)
        #expect(left == "['ann-chouvey-downer'] 0 0")
      }
    }

    @Test func anEnvironmentThatChangesItsSourceKeepsWhatTheNewOneUses() async throws {
      try await withProject("idc-switch") { project in
        try await project.daivi("deploy", "deploy-idc-acc").status(0).run()
        let store = try await ask("print(store)", project)
        try project.write(
          #"{"\#(store)": {"Domain Owner": ["ann-chouvey-downer@example.com"], "Project Owner": "lois-lanikini-powner@example.com"}}"#,
          to: "named.json")
        try project.write(
          "identityCenter: bring-your-own\nmodules: {idc: {parameters: {users: named.json}}}\n", to: "daivi.yaml")
        try await project.daivi("deploy", "deploy-byo-idc").status(0).run()
        #expect(try await ask("print(len(users()), len(groups()))", project) == "4 4")
        try await project.daivi("destroy", "deploy-idc-acc", "--yes").status(0).run()
        try await project.daivi("verify", "idc").status(0).run()
        #expect(try await ask("print(len(users()), len(groups()))", project) == "4 0")
        try await project.daivi("destroy", "--yes").status(0).run()
        #expect(try await ask("print(instance, claims())", project) == "{} 0")
      }
    }

    @Test func anOrganizationsInstanceIsAwaitedUsedAndKept() async throws {
      try await withProject("idc-org") { project in
        try project.write("identityCenter: organization\nsandboxAccount: false\n", to: "daivi.yaml")
        try await project.daivi("deploy", "disable-mfa").status(2).stderr(contains: "'sandboxAccount' is true").run()
        try await project.daivi("deploy", "deploy-idc-org").status(8).stdout(contains: "waits at gate enabled")
          .stdout(contains: "choose Enable").run()
        let click = """
          request = urllib.request.Request(
              sys.argv[1] + "/_daivi/console/identity-center/organization", method="POST")
          urllib.request.urlopen(request)
          """
        try await ask(click, project)
        try await project.daivi("deploy", "deploy-idc-org").status(0).run()
        try await project.daivi("verify", "idc").status(0).run()
        let sets = """
          arn = instance["InstanceArn"]
          sets = {admin.describe_permission_set(InstanceArn=arn, PermissionSetArn=one)["PermissionSet"]["Name"]: one
                  for one in admin.list_permission_sets(InstanceArn=arn)["PermissionSets"]}

          """
        try await ask(
          sets + """
            which = {"InstanceArn": arn, "PermissionSetArn": sets["daivi-local-Admin"]}
            admin.detach_managed_policy_from_permission_set(
                ManagedPolicyArn="arn:aws:iam::aws:policy/AdministratorAccess", **which)
            owner = admin.list_account_assignments(
                InstanceArn=arn, AccountId="123456789012", PermissionSetArn=sets["daivi-local-DomainOwner"])
            admin.delete_account_assignment(
                InstanceArn=arn, TargetId="123456789012", TargetType="AWS_ACCOUNT", PrincipalType="GROUP",
                PermissionSetArn=sets["daivi-local-DomainOwner"],
                PrincipalId=owner["AccountAssignments"][0]["PrincipalId"])
            """, project)
        try await project.daivi("verify", "idc").status(1).stdout(contains: "AWS::SSO::PermissionSet")
          .stdout(contains: "AWS::SSO::Assignment").run()
        try await project.daivi("deploy", "deploy-idc-org").status(0).run()
        try await project.daivi("verify", "idc").status(0).run()
        try await project.daivi("destroy", "--yes").status(0).run()
        #expect(try await ask(sets + "print(len(sets), len(groups()), len(users()), claims())", project) == "0 0 0 0")
      }
    }
  }
}
