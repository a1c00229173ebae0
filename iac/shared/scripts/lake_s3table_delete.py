"""Glue job: drop the table of the table bucket, if it is there. The namespace stays."""

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

# The catalog s3tablescatalog is bound to TABLE_BUCKET_ARN by the job's --conf; here the ARN is for the log.
table = f"s3tablescatalog.{options['NAMESPACE']}.{options['LAKE']}"
# A table bucket takes a drop with PURGE only: it keeps no files of tables that the catalog has forgotten.
spark.sql(f"DROP TABLE IF EXISTS {table} PURGE")
print(f"{options['TABLE_BUCKET_ARN']}: {table} is gone")

job.commit()
