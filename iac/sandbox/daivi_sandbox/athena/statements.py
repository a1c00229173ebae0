"""What a query is: finds the tables it names, makes them readable, and runs it; SHOW, DESCRIBE and MSCK too."""

import json
import re

from ..errors import AwsError
from ..glue import catalog
from ..objects import get_object, split_location
from ..validation.request import Call
from . import engine, time_travel, trino
from .formats import as_text, athena_type
from .names import Names, attached_name, glue_catalog, labels, not_found, references

_SHOW_TABLES = re.compile(
    r"^\s*SHOW\s+TABLES(?:\s+(?:IN|FROM)\s+(?P<place>[^\s']+))?(?:\s+'(?P<like>[^']*)')?\s*$", re.I
)
_SHOW_DATABASES = re.compile(r"^\s*SHOW\s+(?:DATABASES|SCHEMAS)(?:\s+(?:IN|FROM)\s+(?P<place>\S+))?\s*$", re.I)
_DESCRIBE = re.compile(r"^\s*(?:DESCRIBE|DESC|SHOW\s+COLUMNS\s+(?:IN|FROM))\s+(?P<table>\S+)\s*$", re.I)
_PARTITIONS = re.compile(r"^\s*SHOW\s+PARTITIONS\s+(?P<table>\S+)\s*$", re.I)
_REPAIR = re.compile(r"^\s*MSCK\s+REPAIR\s+TABLE\s+(?P<table>\S+)\s*$", re.I)
_DROP = re.compile(r"^\s*DROP\s+(?P<kind>TABLE|VIEW)\s+(?P<exists>IF\s+EXISTS\s+)?(?P<table>\S+)\s*$", re.I)


class Result:
    """Columns as (name, type) and rows of text or None."""

    def __init__(self, columns: list, rows: list, kind: str = "DML"):
        self.columns, self.rows, self.kind = columns, rows, kind


def kind_of(query: str) -> str:
    """DML, DDL or UTILITY, as Athena names statement types."""
    word = query.strip().split(None, 1)[0].upper() if query.strip() else ""
    if word in ("SELECT", "WITH", "VALUES", "INSERT", "TABLE", "("):
        return "DML"
    return "UTILITY" if word in ("SHOW", "DESCRIBE", "DESC", "EXPLAIN") else "DDL"


_VERBS = frozenset(
    "SELECT WITH VALUES TABLE SHOW DESCRIBE DESC MSCK DROP CREATE ALTER INSERT DELETE UPDATE MERGE EXPLAIN "
    "PREPARE EXECUTE DEALLOCATE UNLOAD VACUUM OPTIMIZE ANALYZE USE".split()
)


def refuse_malformed(query: str) -> None:
    """Athena refuses what cannot be parsed when it is submitted; here that is what begins with no known word."""
    word = re.match(r"[\s(]*(\w*)", query)[1]
    if word.upper() not in _VERBS:
        raise AwsError(
            "InvalidRequestException",
            f"line 1:1: mismatched input '{word}'. Expecting: 'SELECT', 'WITH', 'SHOW', ...",
            AthenaErrorCode="MALFORMED_QUERY",
        )


def run(query: str, catalog_name: str | None, database: str | None) -> Result:
    """Run one statement; AwsError with Athena's error name when it fails."""
    query = time_travel.rewrite(_dialect(query.strip().rstrip(";").strip()))
    names = Names(catalog_name, database)
    for pattern, serve in (
        (_SHOW_TABLES, _tables),
        (_SHOW_DATABASES, _databases),
        (_DESCRIBE, _describe),
        (_PARTITIONS, _partitions),
        (_REPAIR, _repair),
        (_DROP, _drop),
    ):
        if found := pattern.match(query):
            return serve(names, found)
    if kind_of(query) != "DML" or query.upper().startswith("INSERT"):
        raise AwsError(
            "NOT_SUPPORTED", f"the sandbox does not run {query.split(None, 1)[0].upper()} statements in Athena"
        )
    return _select(query, names)


def _dialect(query: str) -> str:
    """The one function whose arguments differ: Trino's date_parse takes MySQL's letters for minutes and seconds."""

    def parse(found) -> str:
        return f"strptime({found[1]}, {found[2].replace('%i', '%M').replace('%s', '%S')})"

    return re.sub(r"(?i)\bdate_parse\s*\(\s*([^,()]+(?:\([^()]*\))?)\s*,\s*('[^']*')\s*\)", parse, query)


def _select(query: str, names: Names) -> Result:
    import duckdb

    with engine.connect() as connection:
        trino.speak(connection)
        # As text: to bind a parameter the engine first imports pandas, for a second.
        tree = json.loads(connection.execute(f"SELECT json_serialize_sql({engine.text(query)})").fetchone()[0])
        if tree.get("error"):
            raise AwsError("SYNTAX_ERROR", f"line 1:1: {tree.get('error_message')}")
        made: set = set()
        connection.execute("ATTACH ':memory:' AS awsdatacatalog")
        connection.execute("USE awsdatacatalog")
        for reference in references(tree):
            _make(connection, names, reference, made)
        if names.database and (attached_name(names.catalog), names.database.lower()) in made:
            connection.execute(
                f"USE {engine.quote(attached_name(names.catalog))}.{engine.quote(names.database.lower())}"
            )
        try:
            cursor = connection.execute(query)
            named = labels(tree, [column[0] for column in cursor.description])
            columns = [(label, athena_type(str(column[1]))) for label, column in zip(named, cursor.description)]
            rows = [[as_text(value) for value in row] for row in cursor.fetchall()]
        except duckdb.Error as problem:
            if "Division by zero" in str(problem):
                raise AwsError("DIVISION_BY_ZERO", "Division by zero") from None
            raise AwsError(_code(problem), f"line 1:1: {str(problem).splitlines()[0]}") from None
        return Result(columns, rows)


def _make(connection, names: Names, reference: tuple, made: set) -> None:
    """Make one referenced table a view where the query looks for it."""
    catalog_name, database, table = names.parts(*reference)
    attached = attached_name(catalog_name)
    base, _, part = table.partition("$")
    try:
        if part:
            source = _metadata_table(engine.find_table(glue_catalog(catalog_name), database, base), part)
        else:
            source = engine.table_source(connection, glue_catalog(catalog_name), database, table)
    except AwsError as error:
        raise not_found(error, attached, database, table) from None
    if attached != "awsdatacatalog" and not any(place[0] == attached for place in made):
        connection.execute(f"ATTACH ':memory:' AS {engine.quote(attached)}")
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {engine.quote(attached)}.{engine.quote(database)}")
    made.add((attached, database))
    connection.execute(
        f"CREATE OR REPLACE VIEW {engine.quote(attached)}.{engine.quote(database)}.{engine.quote(table)} "
        f"AS SELECT * FROM {source}"
    )


def _metadata_table(record: dict, part: str) -> str:
    """`table$snapshots` and `table$history` of an Iceberg table."""
    place = (record.get("Parameters") or {}).get("metadata_location")
    if not place or part not in ("snapshots", "history"):
        raise AwsError("TABLE_NOT_FOUND", f"line 1:15: Table '{record['Name']}${part}' does not exist")
    metadata = json.loads(get_object(*split_location(place)))
    rows = []
    for snapshot in metadata.get("snapshots") or []:
        summary = dict(snapshot.get("summary") or {})
        rows.append(
            f"(make_timestamp({snapshot['timestamp-ms']} * 1000), {snapshot['snapshot-id']}, "
            f"{snapshot.get('parent-snapshot-id') or 'NULL'}, {engine.text(summary.get('operation', ''))}, "
            f"{engine.text(snapshot.get('manifest-list', ''))}, {engine.text(json.dumps(summary))})"
        )
    columns = "committed_at, snapshot_id, parent_id, operation, manifest_list, summary"
    values = ", ".join(rows) or "(NULL, NULL, NULL, NULL, NULL, NULL)"
    return f"(SELECT * FROM (VALUES {values}) AS t({columns}){'' if rows else ' WHERE false'})"


def _glue(names: Names, operation, **parameters):
    identifier = glue_catalog(names)
    if identifier:
        parameters["CatalogId"] = identifier
    return operation(Call(service="glue", parameters=parameters))


def _tables(names: Names, found) -> Result:
    place = found["place"]
    catalog_name, database, _ = names.split(f"{place}.x") if place else (names.catalog, names.database or "default", "")
    try:
        tables = _glue(catalog_name, catalog.get_tables, DatabaseName=database)["TableList"]
    except AwsError as error:
        raise not_found(error, attached_name(catalog_name), database, "") from None
    like = re.compile((found["like"] or ".*").replace("*", ".*"))
    return Result(
        [("tab_name", "string")], [[table["Name"]] for table in tables if like.fullmatch(table["Name"])], "UTILITY"
    )


def _databases(names: Names, found) -> Result:
    catalog_name = (found["place"] or names.catalog).strip('"`')
    listed = _glue(catalog_name, catalog.get_databases)["DatabaseList"]
    return Result([("database_name", "string")], [[record["Name"]] for record in listed], "UTILITY")


def _record(names: Names, name: str) -> tuple[dict, tuple]:
    place = names.split(name)
    try:
        return engine.find_table(glue_catalog(place[0]), place[1], place[2]), place
    except AwsError as error:
        raise not_found(error, attached_name(place[0]), place[1], place[2]) from None


def _describe(names: Names, found) -> Result:
    record, _ = _record(names, found["table"])
    columns = (record.get("StorageDescriptor") or {}).get("Columns", []) + (record.get("PartitionKeys") or [])
    rows = [[f"{column['Name']}\t{column.get('Type', '')}\t{column.get('Comment') or ''}"] for column in columns]
    return Result([("col_name", "string")], rows, "UTILITY")


def _partitions(names: Names, found) -> Result:
    record, _ = _record(names, found["table"])
    keys = [key["Name"] for key in record.get("PartitionKeys") or []]
    held = catalog.stores()._partitions.get(f"{record['DatabaseName']}/{record['Name']}") or []
    rows = [["/".join(f"{key}={value}" for key, value in zip(keys, partition["Values"]))] for partition in held]
    return Result([("partition", "string")], sorted(rows), "UTILITY")


def _repair(names: Names, found) -> Result:
    from ..glue import partitions

    record, _ = _record(names, found["table"])
    added = partitions.discover(record)
    return Result([("result", "string")], [[f"Partitions added: {', '.join(added)}"]] if added else [], "DDL")


def _drop(names: Names, found) -> Result:
    catalog_name, database, table = names.split(found["table"])
    if glue_catalog(catalog_name):
        raise AwsError("NOT_SUPPORTED", "S3 tables are not dropped by Athena")
    try:
        catalog.delete_table(Call(service="glue", parameters={"DatabaseName": database, "Name": table}))
    except AwsError as error:
        if not found["exists"]:
            raise not_found(error, attached_name(catalog_name), database, table) from None
    return Result([], [], "DDL")


def _code(problem) -> str:
    name = type(problem).__name__
    if name in ("ParserException", "BinderException", "CatalogException"):
        return "COLUMN_NOT_FOUND" if "column" in str(problem).lower() else "SYNTAX_ERROR"
    return {"ConversionException": "INVALID_CAST_ARGUMENT", "OutOfRangeException": "NUMERIC_VALUE_OUT_OF_RANGE"}.get(
        name, "GENERIC_INTERNAL_ERROR"
    )
