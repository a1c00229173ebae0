"""The Spark catalogs a Glue job's arguments configure, as the Spark engine of the sandbox takes them."""

import re
from urllib.parse import quote


def spark_settings(arguments: dict) -> dict:
    """`--conf "a=b --conf c=d"`: Glue takes one --conf, whose value may chain more."""
    settings = {}
    for part in re.split(r"\s+--conf\s+", (arguments.get("--conf") or "").strip()):
        part = part.removeprefix("--conf ").strip()
        if "=" in part:
            key, _, value = part.partition("=")
            settings[key.strip()] = value.strip()
    return settings


def sail_catalogs(arguments: dict, endpoint: str, region: str) -> dict:
    """The catalogs by Spark's names: what each is, its Glue endpoint here and its warehouse."""
    settings = spark_settings(arguments)
    catalogs = {}
    for key in settings:
        found = re.fullmatch(r"spark\.sql\.catalog\.([A-Za-z0-9_]+)", key)
        if found:
            catalogs[found[1]] = _catalog(found[1], settings, endpoint)
    catalogs.setdefault(
        "spark_catalog", {"endpoint": endpoint, "warehouse": None, "federated": False, "iceberg": False}
    )
    return {
        "catalogs": catalogs,
        "region": region,
        "default": settings.get("spark.sql.defaultCatalog", "spark_catalog"),
        "settings": settings,
    }


def _catalog(name: str, settings: dict, endpoint: str) -> dict:
    def setting(part: str) -> str | None:
        return settings.get(f"spark.sql.catalog.{name}.{part}")

    warehouse = setting("warehouse")
    identifier = setting("glue.id")
    bucket = None
    if warehouse and warehouse.startswith("arn:aws:s3tables:"):
        bucket = warehouse.rpartition("/")[2]
    if identifier and "s3tablescatalog/" in identifier:
        bucket = identifier.rpartition("/")[2]
    if bucket:
        direct = setting("type") == "rest" or "S3TablesCatalog" in (setting("catalog-impl") or "")
        name = f"s3tables-endpoint/{bucket}" if direct else f"s3tablescatalog/{bucket}"
        return {
            "endpoint": f"{endpoint}/_daivi/glue/{quote(name, safe='')}",
            "warehouse": warehouse,
            "federated": True,
            "iceberg": True,
        }
    return {
        "endpoint": endpoint,
        "warehouse": warehouse,
        "federated": False,
        "iceberg": "iceberg" in settings.get(f"spark.sql.catalog.{name}", "").lower(),
    }
