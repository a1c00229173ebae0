"""Glue job of a workflow: take a report that landed into the Iceberg table that grows with its reports.

The report is the object that the run's property `s3_path` names. Its header and values say which columns there are: what
the table lacks is added, what the report lacks is null, nothing is dropped. A report that lands again, under the same
key, replaces its own rows and no others.
"""

import importlib
import sys

import boto3
import daivi_dynamic
import daivi_inference
import daivi_lake
import daivi_report
from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext

options = getResolvedOptions(
    sys.argv, ["JOB_NAME", "LAKE", "DATABASE_NAME", "TABLE_NAME", "TABLE_LOCATION", "TempDir", "WORKFLOW_NAME",
               "WORKFLOW_RUN_ID"])
glue = GlueContext(SparkContext.getOrCreate())
spark = glue.spark_session
job = Job(glue)
job.init(options["JOB_NAME"], options)

lake = importlib.import_module(f"{options['LAKE']}_columns")
properties = boto3.client("glue").get_workflow_run_properties(
    Name=options["WORKFLOW_NAME"], RunId=options["WORKFLOW_RUN_ID"])["RunProperties"]
source = properties["s3_path"]
table = f"glue_catalog.{options['DATABASE_NAME']}.{options['TABLE_NAME']}"

seen = daivi_inference.Inference(lake)
report = daivi_report.inspect(
    source, daivi_report.open_object(source), seen, reserved=[lake.PARTITION, daivi_dynamic.SOURCE],
    required=lake.REQUIRED, headerless=lake.HEADERLESS)

daivi_dynamic.make_or_widen(spark, table, options["TABLE_LOCATION"], lake, report, seen)
with daivi_report.named_for_spark(report, options["TempDir"]) as location:
    rows = daivi_dynamic.with_origin(daivi_lake.read(spark, lake, report, location), lake, report)
    daivi_dynamic.replace_rows(spark, table, lake, report, rows)
daivi_dynamic.forget_old_versions(spark, table)

job.commit()
