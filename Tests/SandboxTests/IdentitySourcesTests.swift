import Testing

extension OwnProjectTests {
  /// Where users come from, each way in an environment of its own.
  @Suite struct IdentitySourcesTests {
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
        #expect(try await IdentityStore.ask("print(len(groups()), len(users()), mfa())", project) == "8 6 DISABLED")

        // A file that changes: somebody new, somebody gone, another name.
        try users("lee@example.com")
        try await project.daivi("deploy", "deploy-idc-acc", "--env", "second").status(0).run()
        #expect(
          try await IdentityStore.ask(
            "print('kim' in users(), 'lee' in users(), len(memberships('daivi-second Domain Owner')))", project)
            == "False True 2")

        // Discovered as they are, and looked at again when they change.
        try await project.daivi("deploy", "deploy-dyo-idc", "--env", "found").status(0).run()
        try await project.daivi("outputs", "deploy-dyo-idc", "--env", "found").status(0)
          .stdout(contains: "chris-bakony-admin@example.com,dora@example.com").run()
        try await IdentityStore.ask(
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
        let store = try await IdentityStore.ask("print(store)", project)
        try project.write(
          #"{"\#(store)": {"Domain Owner": ["dora@example.com"], "Project Owner": ["nobody@example.com"]}}"#,
          to: "named.json")
        try await project.daivi("deploy", "deploy-byo-idc", "--env", "named").status(1)
          .stdout(contains: "not in identity store \(store): nobody@example.com").run()
        try project.write(
          #"{"\#(store)": {"Domain Owner": ["dora@example.com"], "Project Owner": ["lee@example.com"]}}"#,
          to: "named.json")
        try await project.daivi("deploy", "deploy-byo-idc", "--env", "named").status(0).run()
        func lookUp() -> DaiviRun {
          DaiviRun(in: project, program: "daivi-idc").args("users", "named.json", "--verify", "--env", "named")
        }
        try await lookUp().status(0).stdout(contains: "2 of 2 users are in identity store \(store)").run()
        try await IdentityStore.ask("people.delete_user(IdentityStoreId=store, UserId=users()['lee'])", project)
        try await project.daivi("verify", "idc", "--env", "named").status(1)
          .stdout(contains: "lee@example.com is missing").run()
        try await lookUp().status(1).stdout(contains: "1 of 2 users").run()
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
          try await IdentityStore.ask("print(len(groups()), sorted(users()), mfa())", project)
            == "4 ['chris-bakony-admin', 'dora', 'lee'] CONTEXT_AWARE")
        // So do those who only use what others made.
        try await project.daivi("destroy", "--yes", "--env", "second").status(0).run()
        try await project.daivi("verify", "--env", "named").status(0).run()
        #expect(try await IdentityStore.ask("print(len(groups()), 'dora' in users())", project) == "0 True")
        for env in ["found", "alone", "named"] {
          try await project.daivi("destroy", "--yes", "--env", env).status(0).run()
        }
        #expect(try await IdentityStore.ask("print(instance, claims())", project) == "{} 0")
      }
    }

    @Test func whoWasThereBeforeStaysAndSoDoesTheInstanceTheyNeed() async throws {
      try await withProject("idc-adopt") { project in
        try await project.daivi("sandbox", "start").status(0).run()
        let region = "us-west-2"
        try await IdentityStore.ask(
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
        let left = try await IdentityStore.ask("print(list(users()), len(groups()), claims())", project, region: region)
        #expect(left == "['ann-chouvey-downer'] 0 0")
      }
    }

    @Test func anEnvironmentThatChangesItsSourceKeepsWhatTheNewOneUses() async throws {
      try await withProject("idc-switch") { project in
        try await project.daivi("deploy", "deploy-idc-acc").status(0).run()
        let store = try await IdentityStore.ask("print(store)", project)
        try project.write(
          #"{"\#(store)": {"Domain Owner": ["ann-chouvey-downer@example.com"], "Project Owner": "lois-lanikini-powner@example.com"}}"#,
          to: "named.json")
        try project.write(
          "identityCenter: bring-your-own\nmodules: {idc: {parameters: {users: named.json}}}\n", to: "daivi.yaml")
        try await project.daivi("deploy", "deploy-byo-idc").status(0).run()
        #expect(try await IdentityStore.ask("print(len(users()), len(groups()))", project) == "4 4")
        try await project.daivi("destroy", "deploy-idc-acc", "--yes").status(0).run()
        try await project.daivi("verify", "idc").status(0).run()
        #expect(try await IdentityStore.ask("print(len(users()), len(groups()))", project) == "4 0")
        try await project.daivi("destroy", "--yes").status(0).run()
        #expect(try await IdentityStore.ask("print(instance, claims())", project) == "{} 0")
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
        try await IdentityStore.ask(click, project)
        try await project.daivi("deploy", "deploy-idc-org").status(0).run()
        try await governed("deploy", project, "local").status(0).run()
        try await project.daivi("verify").status(0).run()
        #expect(try await owners("local", project).contains("ann-chouvey-downer"))
        let sets = """
          arn = instance["InstanceArn"]
          sets = {admin.describe_permission_set(InstanceArn=arn, PermissionSetArn=one)["PermissionSet"]["Name"]: one
                  for one in admin.list_permission_sets(InstanceArn=arn)["PermissionSets"]}

          """
        try await IdentityStore.ask(
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
        #expect(
          try await IdentityStore.ask(sets + "print(len(sets), len(groups()), len(users()), claims())", project)
            == "0 0 0 0")
      }
    }

    @Test func anInstanceThatIsGoneIsNamedAndMadeAgain() async throws {
      try await withProject("idc-gone") { project in
        try await project.daivi("deploy", "deploy-idc-acc").status(0).run()
        let gone = try await IdentityStore.ask(
          "admin.delete_instance(InstanceArn=instance['InstanceArn']); print(instance['InstanceArn'])", project)
        try await project.daivi("verify", "idc").status(1).stdout(contains: gone).run()
        try await project.daivi("deploy", "deploy-idc-acc").status(0).run()
        try await project.daivi("verify", "idc").status(0).run()
        let now = try await IdentityStore.ask("print(instance['InstanceArn'], len(users()))", project)
        #expect(now.hasSuffix(" 4") && !now.hasPrefix(gone + " "), "\(now)")
      }
    }

    /// The governed half: domains, projects, lineage and the Spark query's application.
    private static let governed = ["sagemaker-projects", "datazone", "lineage", "deploy-emr-application"]

    private func governed(_ word: String, _ project: TestProject, _ env: String) -> DaiviRun {
      Self.governed.reduce(project.daivi(word, "--env", env)) { $0.args($1) }
    }

    /// Names of the users who own a domain, of both domains of an environment.
    private func owners(_ env: String, _ project: TestProject) async throws -> String {
      try await IdentityStore.ask(
        """
        zone = client("datazone")
        for domain in zone.list_domains()["items"]:
            if domain["name"].startswith("daivi-\(env)-"):
                unit = zone.get_domain(identifier=domain["id"])["rootDomainUnitId"]
                owners = zone.list_entity_owners(
                    domainIdentifier=domain["id"], entityType="DOMAIN_UNIT", entityIdentifier=unit)["owners"]
                found = [zone.get_user_profile(domainIdentifier=domain["id"], userIdentifier=owner["user"]["userId"])
                         for owner in owners]
                names = {identifier: name for name, identifier in users().items()}
                print(domain["name"].split("-")[-1], *sorted(
                    names[one["details"]["sso"]["username"] if one["details"]["sso"]["username"] in names else one["id"]]
                    for one in found if "sso" in one["details"]))
        """, project)
    }

    @Test func theGovernedHalfTakesItsPeopleFromWhicheverSourceIsActive() async throws {
      try await withProject("idc-governed") { project in
        try project.write(
          """
          environments:
            found:
              identityCenter: discover
              modules: {idc: {parameters: {groupPrefix: "daivi-local "}}}
            named:
              identityCenter: bring-your-own
              modules: {idc: {parameters: {users: named.json}}}

          """, to: "daivi.yaml")
        try await project.daivi("deploy", "deploy-idc-acc").status(0).run()
        let store = try await IdentityStore.ask("print(store)", project)
        try project.write(
          #"{"\#(store)": {"Domain Owner": ["lois-lanikini-powner@example.com"], "Project Owner": ["ann-chouvey-downer@example.com"]}}"#,
          to: "named.json")
        for (env, owner) in [("found", "ann-chouvey-downer"), ("named", "lois-lanikini-powner")] {
          try await governed("deploy", project, env).status(0).run()
          try await governed("verify", project, env).status(0).run()
          #expect(try await owners(env, project).contains(owner), "the domains of \(env)")
        }
        // Neither looks after the people it found.
        try await project.daivi("destroy", "--yes", "--env", "found").status(0).run()
        try await project.daivi("verify", "--env", "named").status(0).run()
        try await project.daivi("verify").status(0).run()
        #expect(try await Account.listed(project, "daivi-found") == "")
        // A domain that somebody deletes is missed.
        try await IdentityStore.ask(
          """
          zone = client("datazone")
          for domain in zone.list_domains()["items"]:
              zone.delete_domain(identifier=domain["id"], skipDeletionCheck=True)
          """, project)
        for target in ["sagemaker-domain/deploy-domain", "datazone/deploy-datazone-domain"] {
          try await project.daivi("verify", "--env", "named", target).status(1).stdout(contains: "it is gone").run()
        }
      }
    }
  }
}
