"""Glue job: copy the Hive table into the table of the table bucket, replacing its rows in one commit."""

import sys

import daivi_lake
from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext

options = getResolvedOptions(
    sys.argv, ["JOB_NAME", "LAKE", "NAMESPACE", "TABLE_BUCKET_ARN", "SOURCE_DATABASE_NAME", "SOURCE_TABLE_NAME"])
glue = GlueContext(SparkContext.getOrCreate())
spark = glue.spark_session
job = Job(glue)
job.init(options["JOB_NAME"], options)

# The catalog s3tablescatalog is bound to TABLE_BUCKET_ARN by the job's --conf; here the ARN is for the log.
table = f"s3tablescatalog.{options['NAMESPACE']}.{options['LAKE']}"
rows = spark.table(f"{options['SOURCE_DATABASE_NAME']}.{options['SOURCE_TABLE_NAME']}")
print(f"{options['TABLE_BUCKET_ARN']}: replacing the rows of {table}")

daivi_lake.add_columns(spark, table, rows.columns)
daivi_lake.replace_iceberg_rows(spark, table, rows)
daivi_lake.confirm(spark, table, rows.count())

job.commit()
