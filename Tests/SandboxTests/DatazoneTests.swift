import Testing

extension SharedProjectTests {
  /// Section 20: the domain Exchange and its three projects.
  @Suite struct DatazoneTests {
    /// The domain's and its projects' ids, and DataZone's client.
    private static let names = """
      zone = client("datazone")
      domain = next(d["id"] for d in zone.list_domains()["items"] if d["name"] == "daivi-local-Exchange")
      projects = {p["name"]: p["id"] for p in zone.list_projects(domainIdentifier=domain)["items"]}

      """

    @Test func theTablesOfTheLakeAreInTheInventoryOfBothProjects() async throws {
      let project = try await SharedProject.project()
      let found = try await Python.run(
        Self.names + """
          for name in ("Producer", "Custom", "Consumer"):
              items = zone.search(domainIdentifier=domain, searchScope="ASSET", owningProjectIdentifier=projects[name])["items"]
              tables = {item["assetItem"]["name"] for item in items}
              print(name, tables >= {"daivi_local_billing_hive", "daivi_local_billing_iceberg_static"})
          custom = zone.list_environments(domainIdentifier=domain, projectIdentifier=projects["Custom"])["items"][0]["id"]
          actions = zone.list_environment_actions(domainIdentifier=domain, environmentIdentifier=custom)["items"]
          print(sorted(action["name"] for action in actions))
          """, in: project)
      #expect(found == "Producer True\nCustom True\nConsumer False\n['glue_resource', 's3_resource']")
    }

    @Test func aProjectADataSourceAnEnvironmentAMemberAndAGrantComeBack() async throws {
      let project = try await SharedProject.project()
      try await Python.run(
        Self.names + """
          zone.delete_project(domainIdentifier=domain, identifier=projects["Producer"], skipDeletionCheck=True)
          source = zone.list_data_sources(domainIdentifier=domain, projectIdentifier=projects["Custom"])["items"][0]
          zone.delete_data_source(domainIdentifier=domain, identifier=source["dataSourceId"])
          for environment in zone.list_environments(
                  domainIdentifier=domain, projectIdentifier=projects["Consumer"])["items"]:
              zone.delete_environment(domainIdentifier=domain, identifier=environment["id"])
          for member in zone.list_project_memberships(
                  domainIdentifier=domain, projectIdentifier=projects["Custom"])["members"]:
              user = member["memberDetails"]["user"]["userId"]
              if not user.startswith("arn:"):
                  zone.delete_project_membership(
                      domainIdentifier=domain, projectIdentifier=projects["Custom"], member={"userIdentifier": user})
          blueprints = zone.list_environment_blueprints(domainIdentifier=domain, managed=True)["items"]
          lake = next(b["id"] for b in blueprints if b["name"] == "DefaultDataLake")
          where = dict(domainIdentifier=domain, entityType="ENVIRONMENT_BLUEPRINT_CONFIGURATION",
                       entityIdentifier="123456789012:" + lake, policyType="CREATE_ENVIRONMENT_PROFILE")
          grant = zone.list_policy_grants(**where)["grantList"][0]
          zone.remove_policy_grant(**where, principal=grant["principal"])
          """, in: project)
      try await project.daivi("verify", "datazone").status(1)
        .stdout(contains: "AWS::DataZone::Project")
        .stdout(contains: "AWS::DataZone::DataSource")
        .stdout(contains: "AWS::DataZone::Environment")
        .stdout(contains: "AWS::DataZone::PolicyGrant")
        .stdout(contains: "missing: daivi_local_billing_hive, daivi_local_billing_iceberg_static")
        .stdout(contains: "not PROJECT_OWNER").run()
      try await project.daivi("deploy", "datazone").status(0).run()
      try await project.daivi("verify", "datazone").status(0).run()
    }
  }
}
