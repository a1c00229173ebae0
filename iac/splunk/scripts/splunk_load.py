"""Glue job: load the events of a Splunk index into an Iceberg table, replacing its rows in one commit."""

import json
import sys

import boto3
import daivi_lake
import splunk_columns
import splunk_events
import splunk_landing
from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from pyspark.sql import functions as F
from splunk_rest import Splunk

options = getResolvedOptions(
    sys.argv, ["JOB_NAME", "SPLUNK_ENDPOINT", "SPLUNK_SECRET", "SPLUNK_AUTHORITY", "SPLUNK_INDEX", "LATEST", "TABLE",
               "TempDir"])
glue = GlueContext(SparkContext.getOrCreate())
spark = glue.spark_session
job = Job(glue)
job.init(options["JOB_NAME"], options)

secret = json.loads(boto3.client("secretsmanager").get_secret_value(SecretId=options["SPLUNK_SECRET"])["SecretString"])
authority = boto3.client("ssm").get_parameter(Name=options["SPLUNK_AUTHORITY"])["Parameter"]["Value"]
splunk = Splunk(options["SPLUNK_ENDPOINT"], secret["username"], secret["password"], authority)
table = options["TABLE"]
# A Splunk never stands still: jobs that are given the same moment load the same events.
latest = splunk_events.until(options["LATEST"])

place = f"{options['TempDir'].rstrip('/')}/{options['JOB_NAME']}/"
with splunk_landing.landed(splunk, options["SPLUNK_INDEX"], latest, place) as (files, total):
    names = [*splunk_columns.COLUMNS, splunk_columns.PARTITION]
    rows = spark.read.schema(", ".join(f"`{name}` string" for name in names)).json(files)
    rows = rows.withColumn("_time", F.col("_time").cast("timestamp"))
    daivi_lake.replace_iceberg_rows(spark, table, rows.sortWithinPartitions(splunk_columns.PARTITION, "_time"))
daivi_lake.confirm(spark, table, total)

job.commit()
