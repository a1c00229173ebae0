"""Glue job: load a file into the Hive table, every column a string, replacing its rows."""

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
table = f"{options['DATABASE_NAME']}.{options['TABLE_NAME']}"

report = daivi_report.inspect(
    source, daivi_report.open_object(source), lake.HIVE_CHECKS, reserved=[lake.PARTITION], required=lake.REQUIRED,
    headerless=lake.HEADERLESS)
partition = daivi_lake.partition(lake, report)

daivi_lake.add_columns(spark, table, report.columns)
with daivi_report.named_for_spark(report, options["TempDir"]) as location:
    rows = daivi_lake.read(spark, lake, report, location).withColumn(lake.PARTITION, partition)
    daivi_lake.replace_hive_rows(spark, table, rows)
daivi_lake.confirm(spark, table, report.rows)

job.commit()
