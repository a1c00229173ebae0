import Testing

extension SharedProjectTests {
  /// The Kafka cluster: what is broken is named and mended, and what cannot be fetched as pinned is not stored.
  @Suite struct KafkaTests {
    @Test func aTopicAndAFunctionThatAreGoneAreMadeAgain() async throws {
      let project = try await SharedProject.project()
      try await Python.run(
        """
        from kafka import KafkaAdminClient
        clusters = client("kafka").list_clusters_v2(ClusterNameFilter="daivi-local")["ClusterInfoList"]
        address = client("kafka").get_bootstrap_brokers(ClusterArn=clusters[0]["ClusterArn"])["BootstrapBrokerString"]
        admin = KafkaAdminClient(bootstrap_servers=address)
        admin.delete_topics(["intraday-sink-topic"])
        s3 = client("s3")
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket="daivi-local-glue-jars-primary", Prefix="lambda/"):
            for entry in page.get("Contents", []):
                s3.delete_object(Bucket="daivi-local-glue-jars-primary", Key=entry["Key"])
        """, in: project)
      try await project.daivi("verify", "foundation").status(1)
        .stdout(contains: "missing: intraday-sink-topic")
        .stdout(contains: "lambda/dependencies_layer-").run()
      try await project.daivi("deploy").isDeployed().run()
      try await project.daivi("verify", "foundation").status(0).run()
    }

    @Test func aBrokerThatDiedIsNamedAndWhatReadsItGoesOn() async throws {
      let project = try await SharedProject.project()
      try await Python.run(
        """
        import os, signal
        clusters = client("kafka").list_clusters_v2(ClusterNameFilter="daivi-local")["ClusterInfoList"]
        address = client("kafka").get_bootstrap_brokers(ClusterArn=clusters[0]["ClusterArn"])["BootstrapBrokerString"]
        for name in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{name}/cmdline", "rb") as file:
                    if f"tcp://{address}".encode() in file.read().split(b"\\0"):
                        os.kill(int(name), signal.SIGKILL)
            except OSError:
                pass
        """, in: project)
      try await project.daivi("verify", "deploy-msk").status(1).stdout(contains: "it is HEALING").run()
      try await project.daivi("deploy").isDeployed().run()
      try await project.daivi("verify", "foundation", "trade", "stocks").status(0).run()
    }

    @Test func wheelsThatAreNotAsPinnedAreRefusedAndNothingIsStored() async throws {
      let project = try await SharedProject.project()
      let stored = """
        kept = client("s3").list_objects_v2(Bucket="daivi-local-glue-jars-primary", Prefix="lambda/")["Contents"]
        print(sorted(entry["Key"] for entry in kept))
        """
      let before = try await Python.run(stored, in: project)
      let path = "packages/41/ff/7b151e958d98cd6db252b1908f028e049744d26ec9373b1d01959e3bfb47"
      try await Python.run(
        """
        client("s3").create_bucket(Bucket="other-wheels")
        client("s3").put_object(
            Bucket="other-wheels", Key="\(path)/kafka_python-3.0.12-py3-none-any.whl", Body=b"another wheel")
        """, in: project)
      // A mirror that hands out something else.
      let mirror = try project.sandbox().endpoint + "/other-wheels"
      try project.write(
        "modules:\n  foundation:\n    parameters:\n      wheelHost: \(mirror)\n", to: "wheels.yaml")
      try await project.daivi("deploy", "build-lambda-layer", "--config", "wheels.yaml").status(1)
        .stderr(contains: "kafka_python-3.0.12-py3-none-any.whl has the SHA-256")
        .stderr(contains: "nothing was stored")
        .stdout(contains: "modules.foundation.parameters.wheelHost").run()
      #expect(try await Python.run(stored, in: project) == before)
      try await Python.run(
        """
        client("s3").delete_object(
            Bucket="other-wheels", Key="\(path)/kafka_python-3.0.12-py3-none-any.whl")
        client("s3").delete_bucket(Bucket="other-wheels")
        """, in: project)
      try await project.daivi("deploy").isDeployed().run()
    }
  }
}
