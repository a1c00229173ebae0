import Testing

extension SharedProjectTests {
  /// The Flink application: what is wrong with it is named and mended, and jars that are damaged are not stored.
  @Suite struct StocksTests {
    @Test func anApplicationThatStoppedAndWindowsThatAreGoneAreNamedAndMended() async throws {
      let project = try await SharedProject.project()
      try await Python.run(
        """
        flink = client("kinesisanalyticsv2")
        flink.stop_application(ApplicationName="daivi-local-flink-app", Force=True)
        s3 = client("s3")
        for entry in s3.list_objects_v2(Bucket="daivi-local-stocks-hive-primary")["Contents"]:
            s3.delete_object(Bucket="daivi-local-stocks-hive-primary", Key=entry["Key"])
        """, in: project)
      try await project.daivi("verify", "stocks").status(1)
        .stdout(contains: "the Flink application runs, with the archive that was built")
        .stdout(contains: "in the lake's windows").run()
      try await project.daivi("deploy").isDeployed().run()
      try await project.daivi("verify", "stocks").status(0).run()
    }

    @Test func aJarThatIsNotWhatWasPinnedIsRefusedAndNothingIsStored() async throws {
      let project = try await SharedProject.project()
      let jar = "org/apache/flink/flink-connector-kafka/3.4.0-1.20/flink-connector-kafka-3.4.0-1.20.jar"
      let stored = """
        kept = client("s3").list_objects_v2(Bucket="daivi-local-glue-jars-primary", Prefix="flink/")["Contents"]
        print(sorted(entry["Key"] for entry in kept))
        """
      let before = try await Python.run(stored, in: project)
      try await Python.run(
        """
        client("s3").create_bucket(Bucket="other-maven")
        client("s3").put_object(Bucket="other-maven", Key="\(jar)", Body=b"damaged")
        """, in: project)
      let mirror = try project.sandbox().endpoint + "/other-maven"
      try project.write(
        "modules:\n  stocks:\n    parameters:\n      mavenRepository: \(mirror)\n", to: "maven.yaml")
      try await project.daivi("deploy", "build-flink-app", "--config", "maven.yaml").status(1)
        .stderr(contains: "flink-connector-kafka-3.4.0-1.20.jar has the SHA-256")
        .stderr(contains: "pinned is 0deab094").stderr(contains: "nothing was stored")
        .stdout(contains: "modules.stocks.parameters.mavenRepository").run()
      #expect(try await Python.run(stored, in: project) == before)
      try await Python.run(
        """
        client("s3").delete_object(Bucket="other-maven", Key="\(jar)")
        client("s3").delete_bucket(Bucket="other-maven")
        """, in: project)
      try await project.daivi("deploy").isDeployed().run()
    }
  }
}
