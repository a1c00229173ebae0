"""The names in a query: which catalog, database and table each means, and what its columns are called."""

import re

from ..errors import AwsError


class Names:
    """Resolves the names of a query: catalog, database and table."""

    def __init__(self, catalog_name: str | None, database: str | None):
        self.catalog = catalog_name or "AwsDataCatalog"
        self.database = database

    def parts(self, *given: str) -> tuple[str, str, str]:
        """Catalog, database and table, the missing ones from the query's context."""
        given = [part for part in given if part]
        table = given[-1].lower()
        database = given[-2].lower() if len(given) > 1 else self.database
        if not database:
            raise AwsError("MISSING_SCHEMA_NAME", "line 1:15: Schema must be specified when session schema is not set")
        return (given[-3] if len(given) > 2 else self.catalog), database.lower(), table

    def split(self, name: str) -> tuple[str, str, str]:
        """The same for a dotted name, each part of which may be quoted."""
        return self.parts(*[part.strip('"`') for part in re.findall(r'"[^"]*"|`[^`]*`|[^.]+', name)])


def glue_catalog(name: str) -> str | None:
    """Glue's id of the catalog that a query calls `name`."""
    return None if name.lower() == "awsdatacatalog" else name


def attached_name(name: str) -> str:
    return "awsdatacatalog" if glue_catalog(name) is None else name


def not_found(error: AwsError, attached: str, database: str, table: str) -> AwsError:
    if error.code != "EntityNotFoundException":
        return error
    if error.message.startswith("Catalog"):
        return AwsError("CATALOG_NOT_FOUND", f"line 1:15: Catalog '{attached}' does not exist")
    if "atabase" in error.message or "amespace" in error.message:
        return AwsError("SCHEMA_NOT_FOUND", f"line 1:15: Schema '{database}' does not exist")
    return AwsError("TABLE_NOT_FOUND", f"line 1:15: Table '{attached}.{database}.{table}' does not exist")


def references(tree) -> list:
    """Every table reference that is no common table expression."""
    found, own = [], set()

    def walk(node):
        if isinstance(node, dict):
            for entry in (node.get("cte_map") or {}).get("map") or []:
                own.add(entry["key"].lower())
            if node.get("type") == "BASE_TABLE":
                found.append((node.get("catalog_name") or "", node.get("schema_name") or "", node["table_name"]))
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(tree)
    return [reference for reference in dict.fromkeys(found) if reference[1] or reference[2].lower() not in own]


def labels(tree: dict, names: list) -> list:
    """Expressions without an alias are `_col0`, `_col1`, as in Athena."""
    chosen = (tree["statements"][0].get("node") or {}).get("select_list") or []
    if len(chosen) != len(names):
        return names
    plain = [entry.get("alias") or entry.get("class") in ("COLUMN_REF", "STAR") for entry in chosen]
    return [name if keeps else f"_col{number}" for number, (name, keeps) in enumerate(zip(names, plain))]
