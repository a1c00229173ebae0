"""What Trino computes differently from DuckDB, for the queries of Athena; data quality speaks Spark's SQL."""

import functools

_MOST_ARGUMENTS = 10
_EXACT = ", ".join(f"'{name}INT'" for name in ("TINY", "SMALL", "BIG", "HUGE")) + ", 'INTEGER'"


def speak(connection) -> None:
    """Integers divide to integers, null stays null, replacements are of every match, dates differ by whole units.

    Temporary macros, because those are found wherever USE leads.
    """
    connection.execute("SET integer_division = true")
    for macro in _macros():
        connection.execute(f"CREATE TEMP MACRO {macro}")


@functools.cache
def _macros() -> tuple:
    return (
        f"\"//\"(a, b) AS CASE WHEN b = 0 AND typeof(b) IN ({_EXACT}) THEN error('Division by zero') "
        'ELSE system.main."//"(a, b) END',
        "concat" + _overloads(lambda names: " || ".join(names)),
        "greatest" + _overloads(lambda names: _unless_null("greatest", names)),
        "least" + _overloads(lambda names: _unless_null("least", names)),
        # Trino writes $1 for what DuckDB writes \1.
        "regexp_replace(s, p) AS system.main.regexp_replace(s, p, '', 'g'), (s, p, r) AS "
        r"system.main.regexp_replace(s, p, system.main.regexp_replace(r, '\$([0-9])', '\\\1', 'g'), 'g')",
        "date_diff(unit, a, b) AS system.main.date_sub(unit, a, b)",
    )


def _overloads(body) -> str:
    """One form of a macro for each number of arguments."""
    forms = []
    for number in range(2, _MOST_ARGUMENTS + 1):
        names = [f"a{at}" for at in range(number)]
        forms.append(f"({', '.join(names)}) AS {body(names)}")
    return ", ".join(forms)


def _unless_null(function: str, names: list) -> str:
    missing = " OR ".join(f"{name} IS NULL" for name in names)
    return f"CASE WHEN {missing} THEN NULL ELSE system.main.{function}({', '.join(names)}) END"
