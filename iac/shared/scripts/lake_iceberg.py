"""Glue job: load a file into the Iceberg table, replacing its rows in one commit."""

import importlib
import sys

import daivi_lake
import daivi_report
from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext

options = getResolvedOptions(sys.argv, ["JOB_NAME", "LAKE", "SOURCE_FILE", "DATABASE_NAME", "TABLE_NAME", "TempDir"])
glue = GlueContext(SparkContext.getOrCreate())
spark = glue.spark_session
job = Job(glue)
job.init(options["JOB_NAME"], options)

lake = importlib.import_module(f"{options['LAKE']}_columns")
source = options["SOURCE_FILE"]
table = f"glue_catalog.{options['DATABASE_NAME']}.{options['TABLE_NAME']}"

# The checks find an amount that is no number while the table is still whole; the cast would make it null.
report = daivi_report.inspect(
    source, daivi_report.open_object(source), lake.CHECKS, reserved=[lake.PARTITION], required=lake.REQUIRED,
    headerless=lake.HEADERLESS)
partition = daivi_lake.partition(lake, report)

daivi_lake.add_columns(spark, table, report.columns)
with daivi_report.named_for_spark(report, options["TempDir"]) as location:
    rows = daivi_lake.read(spark, lake, report, location).withColumn(lake.PARTITION, partition)
    daivi_lake.replace_iceberg_rows(spark, table, rows)
daivi_lake.confirm(spark, table, report.rows)

job.commit()
