"""Values and types in the text that Athena gives them."""

import json


def athena_type(kind: str) -> str:
    upper = kind.upper()
    plain = {
        "VARCHAR": "varchar",
        "BIGINT": "bigint",
        "INTEGER": "integer",
        "DOUBLE": "double",
        "FLOAT": "float",
        "BOOLEAN": "boolean",
        "DATE": "date",
        "TIMESTAMP": "timestamp",
        "HUGEINT": "bigint",
        "UBIGINT": "bigint",
        "SMALLINT": "smallint",
        "TINYINT": "tinyint",
        "BLOB": "varbinary",
        "UINTEGER": "bigint",
        "JSON": "json",
        "TIMESTAMP WITH TIME ZONE": "timestamp with time zone",
        "STRING": "varchar",
        "NUMBER": "double",
        "DATETIME": "timestamp",
        "UUID": "varchar",
    }
    if upper.startswith("DECIMAL"):
        return "decimal"
    if upper.startswith("TIMESTAMP_"):
        return "timestamp"
    if upper.endswith("[]"):
        return "array"
    return plain.get(upper, "row" if upper.startswith("STRUCT") else "varchar")


def as_text(value):
    import datetime
    from decimal import Decimal

    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.datetime):
        moment = value.strftime("%Y-%m-%d %H:%M:%S.") + f"{value.microsecond // 1000:03d}"
        return moment + (" UTC" if value.tzinfo else "")
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, float):
        return _double(value)
    if isinstance(value, (list, dict)):
        return json.dumps(value, default=str)
    return str(value)


def _double(value: float) -> str:
    """A double as Java writes it: 1.0E7 from ten million on."""
    if value != value or value in (float("inf"), float("-inf")):
        return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[str(value)]
    if value == 0 or 1e-3 <= abs(value) < 1e7:
        return repr(value)
    mantissa, _, exponent = f"{value!r}".partition("e") if "e" in repr(value) else (*f"{value:.16e}".partition("e"),)
    digits = repr(float(mantissa))
    return f"{digits}E{int(exponent)}"
