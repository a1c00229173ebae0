"""Evaluates data-quality rules with SQL on the live table, by the engine that serves Athena."""

import re

from ..athena import engine
from . import dqdl


def evaluate(table: dict, rules: list) -> list:
    """One result a rule: PASS, FAIL with the reason, or ERROR."""
    with engine.connect() as connection:
        source = engine.table_source(connection, table.get("CatalogId"), table["DatabaseName"], table["TableName"])
        connection.execute(f"CREATE TEMP VIEW checked AS SELECT * FROM {source}")
        columns = [row[0] for row in connection.execute("DESCRIBE checked").fetchall()]
        return [_outcome(connection, columns, rule, number) for number, rule in enumerate(rules, 1)]


def _outcome(connection, columns: list, rule: dict, number: int) -> dict:
    result = {"Name": f"Rule_{number}", "Description": rule["text"]}
    try:
        passed, message, metrics = _check(connection, columns, rule)
    except dqdl.NotUnderstood as problem:
        return {**result, "Result": "ERROR", "EvaluationMessage": f"not evaluated: {problem}"}
    except Exception as problem:
        return {**result, "Result": "ERROR", "EvaluationMessage": str(problem)[:500]}
    result.update(Result="PASS" if passed else "FAIL", EvaluatedMetrics=metrics)
    if not passed:
        result["EvaluationMessage"] = message
    return result


def _check(connection, columns: list, rule: dict) -> tuple[bool, str, dict]:
    name, condition = rule["name"], rule["condition"]
    known = {column.lower(): column for column in columns}
    if name == "ColumnExists":
        return rule["columns"][0].lower() in known, f"Column {rule['columns'][0]} does not exist", {}
    if name == "ColumnCount":
        return (
            dqdl.holds(len(columns), condition),
            f"there are {len(columns)} columns",
            {"Dataset.*.ColumnCount": len(columns)},
        )
    if name == "CustomSql":
        value = connection.execute(re.sub(r"(?i)\bprimary\b", "checked", rule["columns"][0])).fetchone()[0]
        return dqdl.holds(value, condition), f"Custom SQL answered {value}", {"Dataset.*.CustomSQL": float(value)}
    for column in rule["columns"]:
        if column.lower() not in known:
            raise dqdl.NotUnderstood(f"column {column} does not exist")
    rows = connection.execute("SELECT count(*) FROM checked").fetchone()[0]
    if name == "RowCount":
        return (
            dqdl.holds(rows, condition),
            f"Value: {rows} does not meet the constraint requirement: {condition}",
            {"Dataset.*.RowCount": float(rows)},
        )
    column = rule["columns"][0]
    quoted = '"' + known[column.lower()].replace('"', '""') + '"'
    if name in ("IsComplete", "Completeness"):
        share = _one(connection, f"SELECT count({quoted}) FROM checked") / rows if rows else 1.0
        passed = share == 1.0 if name == "IsComplete" else dqdl.holds(share, condition)
        return (
            passed,
            f"Value: {share} does not meet the constraint requirement: {condition or '= 1.0'}",
            {f"Column.{column}.Completeness": share},
        )
    if name in ("IsUnique", "Uniqueness", "IsPrimaryKey"):
        several = ", ".join('"' + known[part.lower()] + '"' for part in rule["columns"])
        single = _one(
            connection, f"SELECT count(*) FROM (SELECT {several} FROM checked GROUP BY ALL HAVING count(*) = 1)"
        )
        share = single / rows if rows else 1.0
        complete = name != "IsPrimaryKey" or _one(connection, f"SELECT count({quoted}) FROM checked") == rows
        passed = complete and (share == 1.0 if name != "Uniqueness" else dqdl.holds(share, condition))
        return (
            passed,
            f"Value: {share} does not meet the constraint requirement: {condition or '= 1.0'}",
            {f"Column.{column}.Uniqueness": share},
        )
    if name in ("DistinctValuesCount", "Sum", "Mean"):
        how = {
            "DistinctValuesCount": "count(DISTINCT {})",
            "Sum": "sum(CAST({} AS DOUBLE))",
            "Mean": "avg(CAST({} AS DOUBLE))",
        }[name]
        value = _one(connection, f"SELECT {how.format(quoted)} FROM checked")
        return (
            dqdl.holds(value, condition),
            f"Value: {value} does not meet the constraint requirement: {condition}",
            {f"Column.{column}.{name}": float(value or 0)},
        )
    if name == "ColumnLength":
        return _bounds(connection, f"length({quoted})", f"Column.{column}", "Length", condition)
    return _values(connection, quoted, column, rows, rule)


def _bounds(connection, expression: str, metric: str, word: str, condition: str) -> tuple[bool, str, dict]:
    low, high = connection.execute(f"SELECT min({expression}), max({expression}) FROM checked").fetchone()
    if low is None:
        return True, "", {}
    passed = dqdl.holds(low, condition) and dqdl.holds(high, condition)
    return (
        passed,
        f"Value: {low} to {high} does not meet the constraint requirement: {condition}",
        {f"{metric}.Minimum{word}": float(low), f"{metric}.Maximum{word}": float(high)},
    )


def _values(connection, quoted: str, column: str, rows: int, rule: dict) -> tuple[bool, str, dict]:
    condition = rule["condition"]
    parameters: list = []
    if found := re.fullmatch(r"(?i)(not\s+)?in\s*\[(.*)\]", condition, re.DOTALL):
        parameters = [item.strip().strip('"') for item in dqdl.split(found[2])]
        test = f"CAST({quoted} AS VARCHAR) {'NOT ' if found[1] else ''}IN ({', '.join('?' * len(parameters))})"
    elif found := re.fullmatch(r'(?i)(not\s+)?matches\s+"(.*)"', condition, re.DOTALL):
        parameters = [found[2]]
        test = f"{'NOT ' if found[1] else ''}regexp_full_match(CAST({quoted} AS VARCHAR), ?)"
    elif found := re.fullmatch(r'(=|!=)\s*"(.*)"', condition, re.DOTALL):
        parameters = [found[2]]
        test = f"CAST({quoted} AS VARCHAR) {found[1]} ?"
    elif found := re.fullmatch(r"(>=|<=|!=|=|>|<)\s*(-?[\d.]+)", condition):
        test = f"CAST({quoted} AS DOUBLE) {found[1]} {found[2]}"
    elif found := re.fullmatch(r"(?i)(not\s+)?between\s+(-?[\d.]+)\s+and\s+(-?[\d.]+)", condition):
        inside = f"CAST({quoted} AS DOUBLE) > {found[2]} AND CAST({quoted} AS DOUBLE) < {found[3]}"
        test = f"NOT ({inside})" if found[1] else f"({inside})"
    else:
        raise dqdl.NotUnderstood(f"condition {condition}")
    meeting = connection.execute(f"SELECT count(*) FROM checked WHERE {test}", parameters).fetchone()[0]
    share = meeting / rows if rows else 1.0
    passed = dqdl.holds(share, rule["threshold"]) if rule["threshold"] else share == 1.0
    return passed, f"Value: {share} of the rows meets: {condition}", {f"Column.{column}.ColumnValues.Compliance": share}


def _one(connection, query: str):
    return connection.execute(query).fetchone()[0]
