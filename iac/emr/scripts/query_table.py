"""EMR Serverless job: the guide's query (SELECT * FROM table LIMIT n) and the number of rows of the table.

Writes both as JSON below RESULT, where whoever started the job reads them: `rows` has a line for each row of the
query, `count` one line with the number of the table's rows. A result that is there already is replaced.
"""

import argparse

from pyspark.sql import SparkSession

options = argparse.ArgumentParser()
options.add_argument("--DATABASE_NAME", required=True)
options.add_argument("--TABLE_NAME", required=True)
options.add_argument("--RESULT", required=True, help="an s3:// location")
options.add_argument("--LIMIT", type=int, default=10)
given = options.parse_args()

spark = SparkSession.builder.appName(f"{given.DATABASE_NAME}.{given.TABLE_NAME}").getOrCreate()
table = f"{given.DATABASE_NAME}.{given.TABLE_NAME}"

query = f"SELECT * FROM {table} LIMIT {given.LIMIT}"
print(query)
rows = spark.sql(query)
rows.show(given.LIMIT, truncate=20, vertical=True)
rows.coalesce(1).write.mode("overwrite").json(f"{given.RESULT}/rows")

count = spark.sql(f"SELECT count(*) AS table_rows FROM {table}")
count.coalesce(1).write.mode("overwrite").json(f"{given.RESULT}/count")
print(f"{table} has {count.first()['table_rows']} rows")
