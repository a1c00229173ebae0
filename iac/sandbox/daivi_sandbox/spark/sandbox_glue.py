"""The job's own look at the Data Catalog, for what the dialect does beside the engine."""

import json
import os
import re
import urllib.error
import urllib.parse
import urllib.request
import uuid


class Clients:
    """Calls Glue and S3 of the sandbox; unsigned but for the credential scope that names service and region."""

    def __init__(self, sail: dict):
        self.region = sail["region"]
        self.account = os.environ["AWS_ACCESS_KEY_ID"]
        self.endpoint = os.environ["AWS_ENDPOINT_URL"]

    def _authorization(self, service: str) -> str:
        return f"AWS4-HMAC-SHA256 Credential={self.account}/20200101/{self.region}/{service}/aws4_request"

    def glue(self, endpoint: str, operation: str, **parameters) -> dict:
        """One Glue call; RuntimeError with the service's words when it refuses."""
        request = urllib.request.Request(
            endpoint + ("" if endpoint == self.endpoint else "/"),
            json.dumps(parameters).encode(),
            {
                "X-Amz-Target": f"AWSGlue.{operation}",
                "Content-Type": "application/x-amz-json-1.1",
                "Authorization": self._authorization("glue"),
            },
        )
        try:
            with urllib.request.urlopen(request) as answer:
                return json.loads(answer.read() or b"{}")
        except urllib.error.HTTPError as error:
            found = json.loads(error.read() or b"{}")
            raise RuntimeError(f"{found.get('__type')}: {found.get('message')}") from None

    def _s3(self, method: str, path: str, content: bytes | None = None) -> bytes:
        request = urllib.request.Request(
            self.endpoint + path, content, method=method, headers={"Authorization": self._authorization("s3")}
        )
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.read()
        except urllib.error.HTTPError as error:
            if error.code == 404:
                raise FileNotFoundError(f"{method} {path}: {error.read().decode(errors='replace')[:300]}") from None
            raise

    def keys_below(self, location: str) -> list:
        """The keys of the objects below an s3:// location."""
        from xml.etree import ElementTree

        bucket, prefix = _split(location)
        found, token = [], ""
        while True:
            query = {"list-type": "2", "prefix": prefix, **({"continuation-token": token} if token else {})}
            page = ElementTree.fromstring(self._s3("GET", f"/{bucket}?{urllib.parse.urlencode(query)}"))
            space = page.tag.partition("}")[0] + "}" if "}" in page.tag else ""
            found += [item.findtext(f"{space}Key") for item in page.iter(f"{space}Contents")]
            token = page.findtext(f"{space}NextContinuationToken") or ""
            if not token:
                return found

    def get(self, bucket: str, key: str) -> bytes:
        return self._s3("GET", f"/{bucket}/{urllib.parse.quote(key)}")

    def put(self, bucket: str, key: str, content: bytes) -> None:
        self._s3("PUT", f"/{bucket}/{urllib.parse.quote(key)}", content)

    def delete(self, bucket: str, key: str) -> None:
        self._s3("DELETE", f"/{bucket}/{urllib.parse.quote(key)}")

    def any_below(self, location: str) -> bool:
        """Whether a location (which may hold Hadoop's wildcards) has any object."""
        try:
            return bool(self.keys_below(re.split(r"[*?\[{]", location)[0]))
        except FileNotFoundError:
            return False

    def delete_below(self, location: str) -> None:
        """Delete the objects below an s3:// location."""
        bucket, _ = _split(location)
        for key in self.keys_below(location):
            self._s3("DELETE", f"/{bucket}/{urllib.parse.quote(key)}")


class Table:
    """A table by the name a script gives it: `catalog.database.table`, `database.table` or `table`."""

    def __init__(self, clients: Clients, sail: dict, name: str):
        parts = [part.strip("`") for part in name.split(".")]
        catalogs = sail["catalogs"]
        if len(parts) == 3 and parts[0] in catalogs:
            self.catalog_name = parts.pop(0)
        else:
            self.catalog_name = sail["default"]
        self.catalog = catalogs.get(self.catalog_name) or catalogs["spark_catalog"]
        self.name = parts[-1]
        self.database = parts[-2] if len(parts) > 1 else "default"
        self.clients = clients

    def call(self, operation: str, **parameters) -> dict:
        return self.clients.glue(self.catalog["endpoint"], operation, DatabaseName=self.database, **parameters)

    def record(self) -> dict:
        return self.call("GetTable", Name=self.name)["Table"]

    def exists(self) -> bool:
        try:
            self.record()
        except RuntimeError:
            return False
        return True

    def is_iceberg(self) -> bool:
        return (self.record().get("Parameters") or {}).get("table_type", "").upper() == "ICEBERG"

    def clear_leftovers(self, location: str) -> None:
        """Take away the metadata of a table that was dropped here: Iceberg would ignore it, Sail refuses it."""
        if not self.exists() and self.clients.any_below(f"{location.rstrip('/')}/metadata/"):
            self.clients.delete_below(f"{location.rstrip('/')}/metadata/")

    def location(self) -> str:
        return self.record()["StorageDescriptor"]["Location"].rstrip("/") + "/"

    def default_location(self) -> str:
        """Where Iceberg's Glue catalog puts a table: below its database's location, else below the warehouse."""
        if self.catalog["federated"]:
            # The engine wants a place; the sandbox gives the table another one, of its own.
            return f"s3://daivi-sandbox-spark/{uuid.uuid4().hex}"
        found = self.clients.glue(self.catalog["endpoint"], "GetDatabase", Name=self.database)["Database"]
        if found.get("LocationUri"):
            return f"{found['LocationUri'].rstrip('/')}/{self.name}"
        warehouse = self.catalog["warehouse"]
        if not warehouse:
            raise ValueError(f"catalog {self.catalog_name} has no warehouse and database {self.database} no location")
        return f"{warehouse.rstrip('/')}/{self.database}.db/{self.name}"

    def add_columns(self, columns: list) -> None:
        """Columns of a table that is not Iceberg are only a matter of the catalog."""
        record = self.record()
        keep = (
            "Name",
            "Description",
            "Owner",
            "Retention",
            "StorageDescriptor",
            "PartitionKeys",
            "TableType",
            "Parameters",
        )
        given = {key: record[key] for key in keep if key in record}
        given["StorageDescriptor"]["Columns"] += [
            {"Name": name.lower(), "Type": kind.lower()} for name, kind in columns
        ]
        self.call("UpdateTable", TableInput=given)


def _split(location: str) -> tuple[str, str]:
    bucket, _, key = location.partition("://")[2].partition("/")
    return bucket, key
