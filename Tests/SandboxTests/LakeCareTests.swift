import Testing

extension SharedProjectTests {
  /// What a lake owes its owner: a bad file is found by the rules, and the source bucket goes on being inventoried.
  @Suite struct LakeCareTests {
    @Test func aPlantedBadFileFailsTheDataQualityTargetAndTheRuleIsNamed() async throws {
      let project = try await SharedProject.project()
      try project.write(
        """
        message_type,timestamp,symbol,market_center,open_close_indicator,price
        P,34200000000000,AAPL,Q,O,1.25
        P,34200000000001,,Q,O,2.50

        """, to: "prices.csv")
      try project.write("modules:\n  price:\n    parameters:\n      priceFile: prices.csv\n", to: "daivi.yaml")
      try await project.daivi("deploy", "price/start-price-hive-data-quality-ruleset").status(1)
        .stderr(contains: "1 of 7 rules of daivi_local_price_hive_ruleset failed: IsComplete \"symbol\"").run()
      try project.write("{}\n", to: "daivi.yaml")
      try await project.daivi("deploy").isDeployed().run()
      let rows = try await project.daivi(
        "query", "--format", "csv",
        "SELECT count(*) AS n, count(symbol) AS symbols FROM daivi_local_price.daivi_local_price_hive"
      ).status(0).run().stdout
      #expect(rows.split(whereSeparator: \.isNewline) == ["n,symbols", "20000,20000"])
    }

    private static let configuration = """
      s3 = client("s3")
      found = s3.list_bucket_inventory_configurations(
          Bucket="daivi-local-inventory-data-source-primary").get("InventoryConfigurationList", [])
      print([(entry["Id"], entry["IsEnabled"], entry["Schedule"]["Frequency"],
              entry["Destination"]["S3BucketDestination"]["Bucket"]) for entry in found])

      """

    @Test func theRealSourceBucketIsInventoriedAndAConfigurationThatIsGoneComesBack() async throws {
      let project = try await SharedProject.project()
      let asked = "[('InventoryConfig', True, 'Daily', 'arn:aws:s3:::daivi-local-inventory-data-destination-primary')]"
      let found = try await Python.run(
        Self.configuration + """
          s3.delete_bucket_inventory_configuration(
              Bucket="daivi-local-inventory-data-source-primary", Id="InventoryConfig")
          """, in: project)
      #expect(found == asked)
      try await project.daivi("verify", "inventory/deploy-inventory").status(1)
        .stdout(
          contains: "AWS::S3::Bucket daivi-local-inventory-data-source-primary differs at /InventoryConfigurations"
        )
        .run()
      try await project.daivi("deploy").isDeployed().run()
      #expect(try await Python.run(Self.configuration, in: project) == asked)
    }
  }
}
