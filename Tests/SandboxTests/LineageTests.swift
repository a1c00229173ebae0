import Testing

extension SharedProjectTests {
  /// Section 25: custom assets, and the lineage between their columns.
  @Suite struct LineageTests {
    /// The domain's id, the project's, and DataZone's client.
    private static let names = """
      zone = client("datazone")
      domain = next(d["id"] for d in zone.list_domains()["items"] if d["name"] == "daivi-local-Corporate")
      producer = next(p["id"] for p in zone.list_projects(domainIdentifier=domain)["items"] if p["name"] == "Producer")

      """

    @Test func eachColumnOfTradeComesFromTheOneOfOrder() async throws {
      let project = try await SharedProject.project()
      let found = try await Python.run(
        Self.names + """
          node = zone.get_lineage_node(domainIdentifier=domain, identifier=f"{domain}/Trade")
          run = zone.get_lineage_node(domainIdentifier=domain, identifier=node["upstreamNodes"][0]["id"])
          above = [zone.get_lineage_node(domainIdentifier=domain, identifier=n["id"])["name"] for n in run["upstreamNodes"]]
          print(node["name"], sorted(above))
          form = next(f for f in node["formsOutput"] if f["formName"] == "columnLineage")
          for column, source in sorted(json.loads(form["content"])["fields"].items()):
              print(column, source["inputFields"][0]["name"], source["inputFields"][0]["field"])
          """, in: project)
      #expect(
        found
          == "Trade ['Order', 'Order_to_Trade']\nprice Order price\nquantity Order quantity\nsecurity Order security")
    }

    @Test func anAssetAGrantAndLineageThatWasOverwrittenComeBack() async throws {
      let project = try await SharedProject.project()
      try await Python.run(
        Self.names + """
          import datetime
          assets = zone.search(domainIdentifier=domain, searchScope="ASSET", owningProjectIdentifier=producer)["items"]
          trade = next(a["assetItem"]["identifier"] for a in assets if a["assetItem"]["name"] == "Trade")
          zone.delete_asset(domainIdentifier=domain, identifier=trade)
          owner = {"project": {"projectDesignation": "OWNER", "projectIdentifier": producer}}
          zone.remove_policy_grant(domainIdentifier=domain, entityType="ASSET_TYPE", entityIdentifier="Order",
                                   policyType="USE_ASSET_TYPE", principal=owner)
          unit = zone.get_domain(identifier=domain)["rootDomainUnitId"]
          zone.remove_policy_grant(domainIdentifier=domain, entityType="DOMAIN_UNIT", entityIdentifier=unit,
                                   policyType="CREATE_ASSET_TYPE", principal=owner)
          events = zone.list_lineage_events(domainIdentifier=domain)["items"]
          newest = zone.get_lineage_event(domainIdentifier=domain, identifier=events[0]["id"])
          event = json.loads(newest["event"].read())
          event["eventTime"] = datetime.datetime.now(datetime.timezone.utc).isoformat()
          del event["outputs"][0]["facets"]["columnLineage"]["fields"]["price"]
          zone.post_lineage_event(domainIdentifier=domain, event=json.dumps(event).encode())
          """, in: project)
      try await project.daivi("verify", "lineage").status(1)
        .stdout(contains: "missing or changed: Trade")
        .stdout(contains: "missing: Order to OWNER")
        .stdout(contains: "AWS::DataZone::PolicyGrant")
        .stdout(contains: "no lineage of price").run()
      try await project.daivi("deploy", "lineage").status(0).run()
      try await project.daivi("verify", "lineage").status(0).run()
    }

    @Test func anAssetTypeThatIsGoneIsMadeAgainWithItsAsset() async throws {
      let project = try await SharedProject.project()
      try await Python.run(
        Self.names + """
          assets = zone.search(domainIdentifier=domain, searchScope="ASSET", owningProjectIdentifier=producer)["items"]
          order = next(a["assetItem"]["identifier"] for a in assets if a["assetItem"]["name"] == "Order")
          zone.delete_asset(domainIdentifier=domain, identifier=order)
          zone.delete_asset_type(domainIdentifier=domain, identifier="Order")
          """, in: project)
      try await project.daivi("verify", "lineage").status(1)
        .stdout(contains: "missing: Order")
        .stdout(contains: "missing or changed: Order").run()
      try await project.daivi("deploy", "lineage").status(0).run()
      try await project.daivi("verify", "lineage").status(0).run()
    }
  }
}
