import Testing

extension SharedProjectTests {
  /// The streaming job: it goes on where it was killed, and what is wrong with it is named and mended.
  @Suite struct TradeTests {
    /// The process of the job's run, and a count of what arrived of one run of the producer.
    private static let helpers = """
      import os, threading, time
      from botocore.config import Config
      def query(sql):
          athena = client("athena")
          started = athena.start_query_execution(QueryString=sql, WorkGroup="daivi-local-workgroup")["QueryExecutionId"]
          while True:
              status = athena.get_query_execution(QueryExecutionId=started)["QueryExecution"]["Status"]
              if status["State"] == "SUCCEEDED":
                  rows = athena.get_query_results(QueryExecutionId=started)["ResultSet"]["Rows"]
                  return [int(column["VarCharValue"]) for column in rows[1]["Data"]]
              assert status["State"] in ("QUEUED", "RUNNING"), status
      def run():
          return client("glue").get_job_runs(JobName="daivi-local-trade-job", MaxResults=1)["JobRuns"][0]
      def process(identifier):
          for name in filter(str.isdigit, os.listdir("/proc")):
              try:
                  if os.readlink(f"/proc/{name}/cwd").endswith("/" + identifier):
                      return int(name)
              except OSError:
                  pass
      def wait(ask):
          end = time.monotonic() + 120
          while time.monotonic() < end:
              if ask():
                  return
          raise TimeoutError
      def send(**event):
          patient = boto3.client("lambda", region_name="us-east-1", endpoint_url=sys.argv[1], config=Config(read_timeout=300),
              aws_access_key_id="123456789012", aws_secret_access_key="sandbox")
          answer = patient.invoke(FunctionName="daivi-local-msk-producer-lambda",
              Payload=json.dumps({"topic": "trade-topic", **event}))
          return json.loads(answer["Payload"].read())

      """

    @Test func aJobThatWasKilledWhileTradesComeGoesOnAndEachArrivesOnce() async throws {
      let project = try await SharedProject.project()
      let counted = try await Python.run(
        Self.helpers + """
          before = run()["Id"]
          mark = f"kill-{time.time_ns()}"
          table = "daivi_local_trade.daivi_local_trade_{}"
          sql = f"SELECT count(*), count(DISTINCT execution_id) FROM {table} WHERE run_id = '{mark}'"
          sent = {}
          sending = threading.Thread(target=lambda: sent.update(send(run=mark, rate=600, seconds=4, late=3, malformed=4)))
          sending.start()
          # In the middle: some have arrived, others come while nothing runs.
          wait(lambda: query(sql.format("iceberg"))[0] > 0)
          os.kill(process(before), 9)
          sending.join()
          wait(lambda: all(query(sql.format(name))[0] >= sent["good"] for name in ("hive", "iceberg")))
          letters = query(f"SELECT count(*), count(DISTINCT kafka_offset * 10 + kafka_partition) "
                          f"FROM {table.format('dead_letter')} WHERE run_id = '{mark}'")
          after = run()
          print(sent["sent"], *query(sql.format("hive")), *query(sql.format("iceberg")), *letters,
                after["JobRunState"], after["Id"] != before, after["Attempt"] > 0)
          """, in: project)
      #expect(counted == "2400 2393 2393 2393 2393 7 7 RUNNING True True")
    }

    @Test func aStoppedJobAndRowsThatAreGoneAreNamedAndMended() async throws {
      let project = try await SharedProject.project()
      try await Python.run(
        Self.helpers + """
          last = run()
          client("glue").batch_stop_job_run(JobName="daivi-local-trade-job", JobRunIds=[last["Id"]])
          wait(lambda: run()["JobRunState"] == "STOPPED")
          s3 = client("s3")
          for page in s3.get_paginator("list_objects_v2").paginate(Bucket="daivi-local-trade-hive-primary"):
              for entry in page.get("Contents", []):
                  s3.delete_object(Bucket="daivi-local-trade-hive-primary", Key=entry["Key"])
          """, in: project)
      try await project.daivi("verify", "trade").status(1)
        .stdout(contains: "daivi-local-trade-job is STOPPED")
        .stdout(contains: "0 of 4950 in the Hive table").run()
      try await project.daivi("deploy").isDeployed().run()
      // What runs, and what reads Kafka for it, is said.
      try await project.daivi("verify", "trade").status(0)
        .stdout(contains: "daivi-local-trade-job is RUNNING")
        .stdout(contains: "a source adapter: Sail has no Kafka source").run()
    }
  }
}
