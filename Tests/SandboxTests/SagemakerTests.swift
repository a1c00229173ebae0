import Testing

extension SharedProjectTests {
  /// SageMaker Unified Studio: what is taken away behind DAIVI's back is named and put back.
  @Suite struct SagemakerTests {
    private static let modules = ["sagemaker-domain", "sagemaker-projects", "project-config"]

    /// Names of what is there.
    private static let here = """
      zone = client("datazone")
      domain = next(found["id"] for found in zone.list_domains()["items"] if found["name"] == "daivi-local-Corporate")
      unit = zone.get_domain(identifier=domain)["rootDomainUnitId"]
      projects = {found["name"]: found["id"] for found in zone.list_projects(domainIdentifier=domain)["items"]}

      """

    @Test func whatIsTakenOutOfDomainAndProjectsIsNamedAndPutBack() async throws {
      let project = try await SharedProject.project()
      try await Python.run(
        Self.here + """
          place = {"domainIdentifier": domain, "entityType": "DOMAIN_UNIT", "entityIdentifier": unit}
          pool = zone.list_policy_grants(policyType="ADD_TO_PROJECT_MEMBER_POOL", **place)["grantList"][0]
          zone.remove_policy_grant(policyType="ADD_TO_PROJECT_MEMBER_POOL", principal=pool["principal"], **place)
          zone.delete_environment_blueprint_configuration(
              domainIdentifier=domain, environmentBlueprintIdentifier="bcbhfiwy67wrqf")
          for owner in zone.list_entity_owners(**place)["owners"]:
              zone.remove_entity_owner(owner={"user": {"userIdentifier": owner["user"]["userId"]}}, **place)
          members = zone.list_project_memberships(domainIdentifier=domain, projectIdentifier=projects["Consumer"])["members"]
          for member in members:
              user = member["memberDetails"]["user"]["userId"]
              if not user.startswith("arn:"):
                  zone.delete_project_membership(domainIdentifier=domain, projectIdentifier=projects["Consumer"],
                                                 member={"userIdentifier": user})
                  zone.update_user_profile(domainIdentifier=domain, userIdentifier=user, status="DEACTIVATED")
          iam = client("iam")
          role = next(found["RoleName"] for found in iam.list_roles(MaxItems=1000)["Roles"]
                      if found["RoleName"].startswith("datazone_usr_role_" + projects["Producer"]))
          for policy in iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]:
              iam.detach_role_policy(RoleName=role, PolicyArn=policy["PolicyArn"])
          lake = client("lakeformation")
          settings = lake.get_data_lake_settings()["DataLakeSettings"]
          settings["DataLakeAdmins"] = [found for found in settings["DataLakeAdmins"] if "smus" not in str(found)]
          lake.put_data_lake_settings(DataLakeSettings=settings)
          for held in lake.list_permissions(MaxResults=1000)["PrincipalResourcePermissions"]:
              if role in held["Principal"]["DataLakePrincipalIdentifier"] and "Table" in held["Resource"]:
                  lake.revoke_permissions(
                      Principal=held["Principal"], Resource=held["Resource"], Permissions=held["Permissions"],
                      PermissionsWithGrantOption=held.get("PermissionsWithGrantOption", []))
          """, in: project)
      try await verify(project).status(1)
        .stdout(contains: "ADD_TO_PROJECT_MEMBER_POOL was deleted")
        .stdout(contains: "|bcbhfiwy67wrqf was deleted")
        .stdout(contains: "not owners: ")
        .stdout(contains: "without a profile: ")
        .stdout(contains: "not PROJECT_OWNER: ")
        .stdout(contains: "not PROJECT_CONTRIBUTOR: ")
        .stdout(contains: "missing: arn:aws:iam::123456789012:role/daivi-local-smus-domain-manage-access-role")
        .stdout(contains: "policy/daivi-local-project-role-policy-data differs at /Roles")
        .stdout(contains: "PrincipalPermissions")
        .stdout(contains: "lacks ALL").run()
      try await project.daivi("deploy").isDeployed().run()
      try await verify(project).status(0).run()
    }

    @Test func aProjectThatWasDeletedIsMadeAgainAndKnownByItsNewName() async throws {
      let project = try await SharedProject.project()
      let old = try await Python.run(
        Self.here + """
          zone.delete_project(domainIdentifier=domain, identifier=projects["Producer"], skipDeletionCheck=True)
          print(projects["Producer"])
          """, in: project)
      try await verify(project).status(1).stdout(contains: "|\(old) was deleted").run()
      try await project.daivi("deploy").isDeployed()
        .stderr(contains: "sagemaker-projects/extract-producer-info: starts (changed)").run()
      try await verify(project).status(0).run()
      let told = try await Python.run(
        Self.here + """
          read = lambda name: client("ssm").get_parameter(Name="/daivi/local/sagemaker/producer/" + name)["Parameter"]["Value"]
          print(read("id") == projects["Producer"], client("iam").get_role(RoleName=read("role-name"))["Role"]["Arn"] == read("role"))
          print(domain in client("glue").get_job(JobName="daivi-local-billing-hive")["Job"]["DefaultArguments"]["--conf"])
          """, in: project)
      #expect(told == "True True\nTrue")
    }

    private func verify(_ project: TestProject) -> DaiviRun {
      Self.modules.reduce(project.daivi("verify")) { $0.args($1) }
    }
  }
}
