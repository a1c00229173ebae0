"""The Spark engine: Sail inside the job's own process, reached by PySpark over Spark Connect."""

import os
import warnings


def start(sail: dict) -> None:
    """Start the engine with the job's catalogs and point SparkSession at it."""
    warnings.filterwarnings("ignore", category=FutureWarning, module="pyspark")
    os.environ["TZ"] = "UTC"
    entries = ", ".join(
        f'{{type="glue", name="{name}", region="{sail["region"]}", endpoint_url="{catalog["endpoint"]}"}}'
        for name, catalog in sail["catalogs"].items()
    )
    os.environ["SAIL_CATALOG__LIST"] = f"[{entries}]"
    os.environ["SAIL_CATALOG__DEFAULT_CATALOG"] = sail["default"]
    os.environ.setdefault("RUST_LOG", "error")
    os.environ.setdefault("SAIL_EXECUTION__DEFAULT_PARALLELISM", "2")
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer(ip="127.0.0.1", port=0)
    server.start(background=True)
    os.environ["SPARK_REMOTE"] = f"sc://127.0.0.1:{server.listening_address[1]}"
    global _server
    _server = server  # it lives as long as the process
    from pyspark.sql import SparkSession

    from .dialect import Dialect

    spark = SparkSession.builder.getOrCreate()
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    for key, value in sail["settings"].items():
        if key.startswith("spark.sql.") and not key.startswith(
            ("spark.sql.catalog", "spark.sql.extensions", "spark.sql.default")
        ):
            spark.conf.set(key, value)
    dialect = Dialect(spark, sail)
    dialect.install()
    if sail.get("streams"):
        from ..kafka import spark_source

        spark_source.install(spark, dialect.glue)
