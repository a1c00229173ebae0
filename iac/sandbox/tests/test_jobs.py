"""Glue jobs run: success, failure, missing scripts, stops, limits; and Athena, rules and grants see what they wrote."""

import csv
import gzip
import io
import os
import unittest

from tests.sandbox import ACCOUNT, SandboxTest

ICEBERG = "org.apache.iceberg.spark.SparkCatalog"
GLUE = "org.apache.iceberg.aws.glue.GlueCatalog"
BUCKET_ARN = f"arn:aws:s3tables:us-east-1:{ACCOUNT}:bucket/lake-tables"
CONF = " --conf ".join(
    [
        "spark.sql.extensions=org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
        f"spark.sql.catalog.glue_catalog={ICEBERG}",
        f"spark.sql.catalog.glue_catalog.catalog-impl={GLUE}",
        "spark.sql.catalog.glue_catalog.warehouse=s3://lake/warehouse/",
        f"spark.sql.catalog.s3tablescatalog={ICEBERG}",
        f"spark.sql.catalog.s3tablescatalog.catalog-impl={GLUE}",
        f"spark.sql.catalog.s3tablescatalog.glue.id={ACCOUNT}:s3tablescatalog/lake-tables",
        f"spark.sql.catalog.s3tablescatalog.warehouse={BUCKET_ARN}",
    ]
)
HEAD = """
import sys
from awsglue.utils import getResolvedOptions
from awsglue.context import GlueContext
from awsglue.job import Job
from pyspark.context import SparkContext
args = getResolvedOptions(sys.argv, ["JOB_NAME", "SOURCE"])
context = GlueContext(SparkContext.getOrCreate())
spark = context.spark_session
job = Job(context)
job.init(args["JOB_NAME"], args)
rows = spark.read.option("header", "true").csv(args["SOURCE"])
rows.createOrReplaceTempView("rows")
"""
LOAD = (
    HEAD
    + """
rows.write.insertInto("lake.hive", overwrite=True)
spark.sql('''CREATE TABLE IF NOT EXISTS glue_catalog.lake.iceberg (id string, amount decimal(18,8), day date, period string)
             USING iceberg PARTITIONED BY (period)''')
spark.sql('''INSERT OVERWRITE glue_catalog.lake.iceberg
             SELECT id, CAST(amount AS decimal(18,8)), CAST(day AS date), period FROM rows''')
spark.sql("CREATE NAMESPACE IF NOT EXISTS s3tablescatalog.ns")
spark.sql('''CREATE TABLE IF NOT EXISTS s3tablescatalog.ns.copy (id string, amount string, day string, period string)
             USING iceberg PARTITIONED BY (period)''')
spark.sql("INSERT OVERWRITE s3tablescatalog.ns.copy SELECT * FROM rows")
print("rows:", spark.table("s3tablescatalog.ns.copy").count())
job.commit()
"""
)


class JobsRun(SandboxTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        s3, glue = cls.client("s3"), cls.client("glue")
        for bucket in ("scripts", "lake", "results"):
            s3.create_bucket(Bucket=bucket)
        glue.create_database(DatabaseInput={"Name": "lake"})
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(["id", "amount", "day", "period"])
        for number in range(2000):
            writer.writerow(
                [f"{number:06d}", "" if number % 10 == 0 else f"{number}.5", "2025-03-01", f"2025-0{3 + number % 2}"]
            )
        s3.put_object(Bucket="lake", Key="in/report.csv.gz", Body=gzip.compress(text.getvalue().encode()))
        glue.create_table(
            DatabaseName="lake",
            TableInput={
                "Name": "hive",
                "TableType": "EXTERNAL_TABLE",
                "PartitionKeys": [{"Name": "period", "Type": "string"}],
                "StorageDescriptor": {
                    "Location": "s3://lake/hive/",
                    "Columns": [{"Name": name, "Type": "string"} for name in ("id", "amount", "day")],
                    "InputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
                    "OutputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
                    "SerdeInfo": {
                        "SerializationLibrary": "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
                    },
                },
            },
        )
        cls.client("s3tables").create_table_bucket(name="lake-tables")
        glue.create_catalog(
            Name="s3tablescatalog",
            CatalogInput={
                "FederatedCatalog": {
                    "Identifier": f"arn:aws:s3tables:us-east-1:{ACCOUNT}:bucket/*",
                    "ConnectionName": "aws:s3tables",
                }
            },
        )
        cls.client("athena").create_work_group(
            Name="tests", Configuration={"ResultConfiguration": {"OutputLocation": "s3://results/athena/"}}
        )

    def job(self, name: str, script: str | None, **options) -> None:
        if script is not None:
            self.client("s3").put_object(Bucket="scripts", Key=f"{name}.py", Body=script.encode())
        self.client("glue").create_job(
            Name=name,
            Role=f"arn:aws:iam::{ACCOUNT}:role/any",
            GlueVersion="5.0",
            WorkerType="G.1X",
            NumberOfWorkers=2,
            Command={"Name": "glueetl", "ScriptLocation": f"s3://scripts/{name}.py", "PythonVersion": "3"},
            DefaultArguments={
                "--enable-glue-datacatalog": "true",
                "--datalake-formats": "iceberg",
                "--conf": CONF,
                "--SOURCE": "s3://lake/in/report.csv.gz",
            },
            **options,
        )

    def start(self, name: str, **arguments) -> str:
        return self.client("glue").start_job_run(
            JobName=name, Arguments={f"--{key}": value for key, value in arguments.items()}
        )["JobRunId"]

    def ended(self, name: str, run: str) -> dict:
        def ask():
            found = self.client("glue").get_job_run(JobName=name, RunId=run)["JobRun"]
            return found if found["JobRunState"] not in ("STARTING", "RUNNING", "STOPPING") else None

        return self.wait(ask, 120)

    def query(self, text: str, **context) -> dict:
        athena = self.client("athena")
        identifier = athena.start_query_execution(QueryString=text, WorkGroup="tests", QueryExecutionContext=context)[
            "QueryExecutionId"
        ]

        def ask():
            execution = athena.get_query_execution(QueryExecutionId=identifier)["QueryExecution"]
            return execution if execution["Status"]["State"] in ("SUCCEEDED", "FAILED") else None

        return self.wait(ask)

    def rows(self, text: str, **context) -> list:
        execution = self.query(text, **context)
        self.assertEqual(execution["Status"]["State"], "SUCCEEDED", execution["Status"])
        pages = (
            self.client("athena")
            .get_paginator("get_query_results")
            .paginate(QueryExecutionId=execution["QueryExecutionId"], PaginationConfig={"PageSize": 500})
        )
        found = [
            [datum.get("VarCharValue") for datum in row["Data"]] for page in pages for row in page["ResultSet"]["Rows"]
        ]
        return found[1:] if text.upper().startswith("SELECT") else found

    def test_a_job_writes_tables_that_athena_and_rules_see(self):
        self.job("load", LOAD)
        for _ in range(2):  # the second run replaces, it does not add
            run = self.ended("load", self.start("load", run_token="t-1"))
            self.assertEqual(run["JobRunState"], "SUCCEEDED", run.get("ErrorMessage"))
        self.assertEqual(run["Arguments"], {"--run_token": "t-1"})
        events = self.client("logs").get_log_events(logGroupName="/aws-glue/jobs/output", logStreamName=run["Id"])[
            "events"
        ]
        self.assertIn("rows: 2000", [event["message"] for event in events])
        listed = self.client("glue").get_job_runs(JobName="load")["JobRuns"]
        self.assertEqual(listed[0]["Id"], run["Id"])
        self.assertEqual(
            [
                entry["token"]
                for entry in self.sandbox.requests()
                if entry["operation"] == "StartJobRun" and entry.get("token") == "t-1"
            ],
            ["t-1", "t-1"],
        )

        self.assertEqual(self.rows("SELECT count(*) FROM lake.hive"), [["2000"]])
        self.assertEqual(
            self.rows("SELECT period, count(*), sum(amount) FROM iceberg GROUP BY 1 ORDER BY 1", Database="lake"),
            [["2025-03", "1000", "800400.00000000"], ["2025-04", "1000", "1000500.00000000"]],
        )
        self.assertEqual(
            self.rows('SELECT min(id), max(id) FROM "s3tablescatalog/lake-tables"."ns"."copy"'), [["000000", "001999"]]
        )
        self.assertEqual(
            self.rows("SELECT count(*) FROM copy", Catalog="s3tablescatalog/lake-tables", Database="ns"), [["2000"]]
        )
        self.assertEqual(len(self.rows("SELECT id FROM lake.hive")), 2000)
        self.assertEqual(self.rows("SHOW TABLES IN lake"), [["hive"], ["iceberg"]])
        self.assertEqual(len(self.rows('SELECT * FROM "lake"."iceberg$snapshots"')), 2)
        table = self.client("s3tables").get_table(tableBucketARN=BUCKET_ARN, namespace="ns", name="copy")
        self.assertIn("metadataLocation", table)
        federated = self.client("glue").get_table(
            CatalogId=f"{ACCOUNT}:s3tablescatalog/lake-tables", DatabaseName="ns", Name="copy"
        )["Table"]
        self.assertEqual(federated["Parameters"]["metadata_location"], table["metadataLocation"])
        self.assertEqual(self.client("glue").get_database(Name="default")["Database"]["Name"], "default")

        execution = self.query("SELECT count(*) AS n FROM lake.hive")
        place = execution["ResultConfiguration"]["OutputLocation"]
        self.assertTrue(place.startswith("s3://results/athena/"))
        body = self.client("s3").get_object(Bucket="results", Key=place.split("/", 3)[3])["Body"].read()
        self.assertEqual(body, b'"n"\n"2000"\n')
        for text, reason in (
            ("SELECT 1 FROM lake.nothing", "TABLE_NOT_FOUND"),
            ("SELECT nothing FROM lake.hive", "COLUMN_NOT_FOUND"),
            ("SELECT 1 FROM nowhere.nothing", "SCHEMA_NOT_FOUND"),
        ):
            status = self.query(text)["Status"]
            self.assertEqual(status["State"], "FAILED")
            self.assertTrue(status["StateChangeReason"].startswith(reason), status)

        rules = self.evaluate(
            'Rules = [ RowCount > 1999, IsComplete "id", IsComplete "amount", IsUnique "id", '
            'ColumnLength "id" = 6, ColumnValues "period" in ["2025-03"] ]'
        )
        self.assertEqual([rule["Result"] for rule in rules], ["PASS", "PASS", "FAIL", "PASS", "PASS", "FAIL"])
        self.client("glue").delete_table(DatabaseName="lake", Name="iceberg")
        status = self.query("SELECT 1 FROM lake.iceberg")["Status"]
        self.assertTrue(status["StateChangeReason"].startswith("TABLE_NOT_FOUND"))

    def evaluate(self, ruleset: str) -> list:
        glue = self.client("glue")
        glue.create_data_quality_ruleset(Name="rules", Ruleset=ruleset)
        request = {
            "DataSource": {"GlueTable": {"DatabaseName": "lake", "TableName": "hive"}},
            "Role": f"arn:aws:iam::{ACCOUNT}:role/any",
            "RulesetNames": ["rules"],
            "ClientToken": "once",
        }
        run = glue.start_data_quality_ruleset_evaluation_run(**request)["RunId"]
        self.assertEqual(glue.start_data_quality_ruleset_evaluation_run(**request)["RunId"], run)

        def ask():
            found = glue.get_data_quality_ruleset_evaluation_run(RunId=run)
            return found if found["Status"] not in ("STARTING", "RUNNING") else None

        found = self.wait(ask)
        self.assertEqual(found["Status"], "SUCCEEDED", found.get("ErrorString"))
        return glue.get_data_quality_result(ResultId=found["ResultIds"][0])["RuleResults"]

    def test_tables_come_go_and_change_as_on_glue(self):
        self.job(
            "changes",
            HEAD
            + """
for name in ("first", "second"):
    spark.sql(f"CREATE NAMESPACE IF NOT EXISTS s3tablescatalog.changes")
    spark.sql(f"CREATE TABLE s3tablescatalog.changes.{name} (id string, p string) USING iceberg PARTITIONED BY (p)")
spark.sql("INSERT INTO s3tablescatalog.changes.first VALUES ('1', 'a'), ('2', 'b')")
spark.sql('''MERGE INTO s3tablescatalog.changes.first t USING (SELECT '2' AS id, 'c' AS p UNION ALL SELECT '3', 'c') s
             ON t.id = s.id WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *''')
spark.sql("ALTER TABLE s3tablescatalog.changes.first ADD COLUMNS (extra string)")
print(sorted((row.id, row.p, row.extra) for row in spark.table("s3tablescatalog.changes.first").collect()))
spark.sql("DROP TABLE s3tablescatalog.changes.second PURGE")
create = "CREATE TABLE glue_catalog.lake.again (id string) USING iceberg LOCATION 's3://lake/again'"
spark.sql(create)
spark.sql("DROP TABLE glue_catalog.lake.again")
spark.sql(create)
print(spark.table("glue_catalog.lake.again").count())
spark.sql("DROP TABLE glue_catalog.lake.again PURGE")
""",
        )
        run = self.ended("changes", self.start("changes"))
        self.assertEqual(run["JobRunState"], "SUCCEEDED", run.get("ErrorMessage"))
        events = self.client("logs").get_log_events(logGroupName="/aws-glue/jobs/output", logStreamName=run["Id"])[
            "events"
        ]
        self.assertEqual(
            [event["message"] for event in events], ["[('1', 'a', None), ('2', 'c', None), ('3', 'c', None)]", "0"]
        )
        tables = self.client("s3tables").list_tables(tableBucketARN=BUCKET_ARN, namespace="changes")["tables"]
        self.assertEqual([table["name"] for table in tables], ["first"])
        self.assertEqual(
            self.rows('SELECT count(*), count(extra) FROM "s3tablescatalog/lake-tables"."changes"."first"'),
            [["3", "0"]],
        )
        self.assertNotIn("Contents", self.client("s3").list_objects_v2(Bucket="lake", Prefix="again/"))

    def test_a_script_that_raises_fails_the_run_with_its_message(self):
        self.job("raises", HEAD + 'raise ValueError("line 7 of the report has 3 fields")')
        run = self.ended("raises", self.start("raises"))
        self.assertEqual(
            (run["JobRunState"], run["ErrorMessage"]), ("FAILED", "ValueError: line 7 of the report has 3 fields")
        )

    def test_a_missing_script_and_a_missing_source_fail_the_run(self):
        self.job("scriptless", None)
        run = self.ended("scriptless", self.start("scriptless"))
        self.assertEqual(run["JobRunState"], "FAILED")
        self.assertIn("s3://scripts/scriptless.py", run["ErrorMessage"])
        self.job("sourceless", HEAD)
        run = self.ended("sourceless", self.start("sourceless", SOURCE="s3://lake/in/missing.csv"))
        self.assertEqual(run["JobRunState"], "FAILED")
        self.assertIn("PATH_NOT_FOUND", run["ErrorMessage"])

    def test_a_job_without_a_required_argument_fails(self):
        self.job("asks", HEAD.replace('"SOURCE"]', '"SOURCE", "NOT_GIVEN"]'))
        run = self.ended("asks", self.start("asks"))
        self.assertIn("--NOT_GIVEN", run["ErrorMessage"])

    def running(self, name: str, run: str) -> list:
        """The processes of a run, once its script has begun."""

        def ask():
            return [found for found in processes() if run in found[1]]

        self.wait(
            lambda: self.client("glue").get_job_run(JobName=name, RunId=run)["JobRun"]["JobRunState"] == "RUNNING"
        )
        return self.wait(ask)

    def test_a_stopped_run_is_stopped_and_its_processes_are_gone(self):
        self.job("sleeps", "import time\ntime.sleep(600)")
        run = self.start("sleeps")
        found = self.running("sleeps", run)
        glue = self.client("glue")
        with self.assertRaises(glue.exceptions.ConcurrentRunsExceededException):
            self.start("sleeps")
        glue.batch_stop_job_run(JobName="sleeps", JobRunIds=[run])
        self.assertEqual(self.ended("sleeps", run)["JobRunState"], "STOPPED")
        self.wait(lambda: not any(alive(process) for process, _ in found))

    def children(self) -> list:
        """The sandbox's own processes: what runs are forked from is one."""
        return [found for found in processes() if parent(found[0]) == self.sandbox.process.pid]

    def test_a_run_ends_with_its_sandbox_even_when_that_is_killed(self):
        self.job("outlives", "import time\ntime.sleep(600)")
        run = self.start("outlives")
        found = self.running("outlives", run) + self.children()
        self.sandbox.kill()
        self.wait(lambda: not any(alive(process) for process, _ in found))
        self.sandbox.start()
        ended = self.client("glue").get_job_run(JobName="outlives", RunId=run)["JobRun"]
        self.assertEqual((ended["JobRunState"], ended["ErrorMessage"]), ("FAILED", "the sandbox was stopped"))
        run = self.start("outlives")
        found = self.running("outlives", run) + self.children()
        self.sandbox.stop()
        self.wait(lambda: not any(alive(process) for process, _ in found))
        self.sandbox.start()
        ended = self.client("glue").get_job_run(JobName="outlives", RunId=run)["JobRun"]
        self.assertEqual((ended["JobRunState"], ended["ErrorMessage"]), ("FAILED", "the sandbox was stopped"))


def processes() -> list:
    """Every process with its command line and directory."""
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/cmdline", "rb") as file:
                    command = file.read().replace(b"\0", b" ").decode(errors="replace")
                found.append((int(name), command + " " + os.readlink(f"/proc/{name}/cwd")))
            except OSError:
                continue
    return found


def parent(process: int) -> int:
    try:
        with open(f"/proc/{process}/stat") as file:
            return int(file.read().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def alive(process: int) -> bool:
    try:
        with open(f"/proc/{process}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


if __name__ == "__main__":
    unittest.main()
