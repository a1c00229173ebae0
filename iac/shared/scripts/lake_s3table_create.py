"""Glue job: make the namespace and the table in the table bucket, if they are not there."""

import importlib
import sys

from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext

options = getResolvedOptions(sys.argv, ["JOB_NAME", "LAKE", "NAMESPACE", "TABLE_BUCKET_ARN"])
glue = GlueContext(SparkContext.getOrCreate())
spark = glue.spark_session
job = Job(glue)
job.init(options["JOB_NAME"], options)

lake = importlib.import_module(f"{options['LAKE']}_columns")
# The catalog s3tablescatalog is bound to TABLE_BUCKET_ARN by the job's --conf; here the ARN is for the log.
namespace = f"s3tablescatalog.{options['NAMESPACE']}"
table = f"{namespace}.{options['LAKE']}"
types = getattr(lake, "S3_TYPES", {})
columns = ", ".join(f"`{name}` {types.get(name, 'string')}" for name in [*lake.COLUMNS, lake.PARTITION])

spark.sql(f"CREATE NAMESPACE IF NOT EXISTS {namespace}")
spark.sql(
    f"CREATE TABLE IF NOT EXISTS {table} ({columns}) USING iceberg PARTITIONED BY ({lake.PARTITION})")
print(f"{options['TABLE_BUCKET_ARN']}: {table} has {len(spark.table(table).columns)} columns")

job.commit()
