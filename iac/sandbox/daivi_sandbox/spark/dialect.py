"""What Spark on Glue accepts and Sail does not, done with Sail's and Glue's means, so that scripts run unchanged.

Each rule says what it stands for; docs/sandbox.md lists them. Statements no rule knows go to the engine as they are.
"""

import re

from . import partitions, sandbox_glue

_NAME = r"(?P<table>[`\w.\-]+)"
_FLAGS = re.IGNORECASE | re.DOTALL
_CREATE = re.compile(rf"^\s*CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?{_NAME}", _FLAGS)
_LOCATION = re.compile(r"\bLOCATION\s+(['\"])(.*?)\1", _FLAGS)
_AS = re.compile(r"\bAS\s+(?=SELECT|WITH|\(\s*SELECT|TABLE\b)", re.IGNORECASE)
_PROPERTIES = re.compile(r"\bTBLPROPERTIES\b", re.IGNORECASE)
_ADD_COLUMNS = re.compile(rf"^\s*ALTER\s+TABLE\s+{_NAME}\s+ADD\s+COLUMNS?\s*\(?(?P<columns>.*?)\)?\s*;?\s*$", _FLAGS)
_TRUNCATE = re.compile(rf"^\s*TRUNCATE\s+TABLE\s+{_NAME}\s*;?\s*$", _FLAGS)
_DROP = re.compile(rf"^\s*DROP\s+TABLE\s+(?P<exists>IF\s+EXISTS\s+)?{_NAME}(?P<purge>\s+PURGE)?\s*;?\s*$", _FLAGS)
_REPAIR = re.compile(rf"^\s*MSCK\s+REPAIR\s+TABLE\s+{_NAME}\s*;?\s*$", _FLAGS)
_SHOW_PARTITIONS = re.compile(rf"^\s*SHOW\s+PARTITIONS\s+{_NAME}\s*;?\s*$", _FLAGS)
_ADD_PARTITION = re.compile(
    rf"^\s*ALTER\s+TABLE\s+{_NAME}\s+ADD\s+(?:IF\s+NOT\s+EXISTS\s+)?PARTITION\b(?P<rest>.*)$", _FLAGS
)
_INSERT = re.compile(rf"^\s*INSERT\s+(?:INTO|OVERWRITE)\s+(?:TABLE\s+)?{_NAME}", _FLAGS)


class Dialect:
    """Patches one session's class; made once a job."""

    def __init__(self, spark, sail: dict):
        self.spark = spark
        self.sail = sail
        self.glue = sandbox_glue.Clients(sail)
        self.plain_sql = type(spark).sql

    def install(self) -> None:
        """Put this between the script and the engine."""
        from pyspark.sql.connect.readwriter import DataFrameReader, DataFrameWriter, DataFrameWriterV2

        dialect = self

        def sql(session, query, *arguments, **named):
            rewritten = dialect.rewrite(query) if isinstance(query, str) else query
            if not isinstance(rewritten, str):
                return rewritten
            answer = dialect.plain_sql(session, rewritten, *arguments, **named)
            inserted = _INSERT.match(rewritten)
            if inserted:
                partitions.register(dialect.table(inserted["table"]), prune=True)
            return answer

        type(self.spark).sql = sql
        for method in ("csv", "json", "parquet", "orc", "text", "load"):
            setattr(DataFrameReader, method, _refusing_missing_paths(getattr(DataFrameReader, method), self.glue))
        plain_insert, plain_save = DataFrameWriter.insertInto, DataFrameWriter.saveAsTable

        def insert_into(writer, tableName, overwrite=None):
            plain_insert(writer, tableName, overwrite)
            partitions.register(dialect.table(tableName), prune=True)

        def save_as_table(writer, name, format=None, mode=None, partitionBy=None, **options):
            target = dialect.table(name)
            if mode:
                writer.mode(mode)
            if partitionBy:
                writer.partitionBy(partitionBy)
            if target.catalog["iceberg"] or (format or writer._write.source) == "iceberg":
                frame, how = _frame(writer), writer._write.mode or "errorifexists"
                replace = how == "overwrite"
                if how == "ignore" and target.exists():
                    return
                if how == "append" and target.exists():
                    frame.writeTo(name).append()
                    return
                dialect.create_from_frame(frame, name, list(writer._write.partitioning_cols or []), {}, replace)
                return
            plain_save(writer, name, format, None, None, **options)
            partitions.register(target)

        DataFrameWriter.insertInto = insert_into
        DataFrameWriter.saveAsTable = save_as_table

        def create(writer):
            dialect.create_from_frame(_frame(writer), writer._table_name, _columns(writer), _properties(writer), False)

        def create_or_replace(writer):
            dialect.create_from_frame(_frame(writer), writer._table_name, _columns(writer), _properties(writer), True)

        DataFrameWriterV2.create = create
        DataFrameWriterV2.createOrReplace = create_or_replace
        DataFrameWriterV2.replace = create_or_replace

    def table(self, name: str):
        return sandbox_glue.Table(self.glue, self.sail, name)

    def rewrite(self, query: str):
        """The statement the engine is to run, or the result when it was done here."""
        for pattern, rule in (
            (_CREATE, self._create),
            (_ADD_PARTITION, self._add_partition),
            (_ADD_COLUMNS, self._add_columns),
            (_TRUNCATE, self._truncate),
            (_DROP, self._drop),
            (_REPAIR, self._repair),
            (_SHOW_PARTITIONS, self._show),
        ):
            found = pattern.match(query)
            if found:
                return rule(query, found)
        return query

    def _create(self, query: str, found) -> str:
        """Iceberg's catalog chooses a table's location when none is given; Sail wants one."""
        table = self.table(found["table"])
        using = re.search(r"\bUSING\s+(\w+)", query, re.IGNORECASE)
        iceberg = table.catalog["iceberg"] if using is None else using[1].lower() == "iceberg"
        given = _LOCATION.search(query)
        if table.catalog["federated"] and given:
            raise ValueError("S3 Tables chooses a table's location: CREATE TABLE must not have LOCATION")
        if not iceberg:
            return query
        if given:
            table.clear_leftovers(given[2])
            return query
        if using is None:
            raise ValueError("in the sandbox CREATE TABLE in an Iceberg catalog needs USING iceberg")
        place = table.default_location()
        if not table.catalog["federated"]:
            table.clear_leftovers(place)
        clause = f"LOCATION '{place}' "
        ends = [match.start() for match in (_PROPERTIES.search(query), _AS.search(query)) if match]
        end = min(ends, default=len(query.rstrip().rstrip(";")))
        return f"{query[:end].rstrip()} {clause}{query[end:] if ends else ''}"

    def _add_columns(self, query: str, found):
        """Sail has no ALTER TABLE ADD COLUMNS."""
        columns = [tuple(part.strip().strip("`").split(None, 1)) for part in _split(found["columns"])]
        columns = [
            (name.strip("`"), re.sub(r"\s+COMMENT\s+'.*'$", "", kind, flags=_FLAGS).strip()) for name, kind in columns
        ]
        table = self.table(found["table"])
        record = table.record()
        present = {
            column["Name"] for column in record["StorageDescriptor"]["Columns"] + record.get("PartitionKeys", [])
        }
        for name, _ in columns:
            if name.lower() in present:
                raise ValueError(f"column {name} is already in {found['table']}")
        if table.is_iceberg():
            nulls = ", ".join(f"CAST(NULL AS {kind}) AS `{name}`" for name, kind in columns)
            own = ", ".join(f"`{column['Name']}`" for column in record["StorageDescriptor"]["Columns"])
            frame = self.plain_sql(self.spark, f"SELECT {own}, {nulls} FROM {found['table']} WHERE false")
            frame.writeTo(found["table"]).option("mergeSchema", "true").append()
        else:
            table.add_columns(columns)
        return self._nothing()

    def _truncate(self, query: str, found) -> str:
        return f"DELETE FROM {found['table']} WHERE true"

    def _drop(self, query: str, found):
        """Sail has no PURGE. In S3 Tables dropping deletes the data; elsewhere only PURGE does."""
        if not found["purge"]:
            return query
        table = self.table(found["table"])
        location = table.location() if table.exists() and not table.catalog["federated"] else None
        answer = self.plain_sql(self.spark, f"DROP TABLE {found['exists'] or ''}{found['table']}")
        if location:
            self.glue.delete_below(location)
        return answer

    def _repair(self, query: str, found):
        partitions.register(self.table(found["table"]))
        return self._nothing()

    def _show(self, query: str, found):
        table = self.table(found["table"])
        rows = [(value,) for value in partitions.names(table)]
        return self.spark.createDataFrame(rows, "partition string")

    def _add_partition(self, query: str, found):
        partitions.add(self.table(found["table"]), found["rest"])
        return self._nothing()

    def create_from_frame(self, frame, name: str, partitioning: list, properties: dict, replace: bool) -> None:
        """CREATE TABLE AS and CREATE OR REPLACE by way of the statements Sail has; not atomic, as on Glue it is."""
        table = self.table(name)
        if replace and table.exists():
            self.spark.sql(f"DROP TABLE {name} PURGE")
        columns = ", ".join(f"`{column}` {kind}" for column, kind in frame.dtypes)
        parts = f" PARTITIONED BY ({', '.join(partitioning)})" if partitioning else ""
        place = f" LOCATION '{properties['location']}'" if "location" in properties else ""
        self.spark.sql(f"CREATE TABLE {name} ({columns}) USING iceberg{parts}{place}")
        frame.writeTo(name).append()

    def _nothing(self):
        return self.spark.createDataFrame([], "result string")


def _refusing_missing_paths(plain, clients):
    """Spark fails on a path that does not exist; Sail reads it as an empty table."""

    def read(reader, path=None, *arguments, **options):
        for place in [path] if isinstance(path, str) else path or []:
            if isinstance(place, str) and place.startswith(("s3://", "s3a://")) and not clients.any_below(place):
                from pyspark.errors import AnalysisException

                raise AnalysisException(f"[PATH_NOT_FOUND] Path does not exist: {place}.")
        return plain(reader, path, *arguments, **options) if path is not None else plain(reader, *arguments, **options)

    return read


def _frame(writer):
    from pyspark.sql.connect.dataframe import DataFrame

    return DataFrame(writer._df, writer._spark)


def _columns(writer) -> list:
    return [str(column._expr) for column in writer._write.partitioning_columns or []]


def _properties(writer) -> dict:
    return dict(writer._write.table_properties or {})


def _split(text: str) -> list:
    """Split at commas that are not inside brackets or quotes."""
    parts, depth, start, quote = [], 0, 0, None
    for index, character in enumerate(text):
        if quote:
            quote = None if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character in "(<":
            depth += 1
        elif character in ")>":
            depth -= 1
        elif character == "," and depth == 0:
            parts.append(text[start:index])
            start = index + 1
    return [part for part in [*parts, text[start:]] if part.strip()]
