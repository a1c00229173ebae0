"""The rules of DQDL, Glue's data-quality language, that the sandbox evaluates."""

import re

_RULES = re.compile(r"^\s*Rules\s*=\s*\[(.*)\]\s*$", re.DOTALL)
_WORD = r"(?P<name>[A-Za-z]+)"
KNOWN = (
    "IsComplete",
    "Completeness",
    "RowCount",
    "ColumnCount",
    "ColumnExists",
    "ColumnLength",
    "ColumnValues",
    "IsUnique",
    "Uniqueness",
    "IsPrimaryKey",
    "DistinctValuesCount",
    "Sum",
    "Mean",
    "CustomSql",
)


class NotUnderstood(Exception):
    """A rule the sandbox does not evaluate, or one that is no DQDL."""


def parse(text: str) -> list:
    """The rules of a ruleset, each as {text, name, columns, condition}."""
    found = _RULES.match(re.sub(r"#[^\n\"]*$", "", text, flags=re.MULTILINE))
    if not found:
        raise NotUnderstood("a ruleset is Rules = [ ... ]")
    rules = [_rule(part.strip()) for part in split(found[1]) if part.strip()]
    if not rules:
        raise NotUnderstood("the ruleset has no rules")
    return rules


def split(text: str) -> list:
    """Split at commas outside quotes and brackets."""
    parts, depth, quoted, start = [], 0, False, 0
    for index, character in enumerate(text):
        if character == '"':
            quoted = not quoted
        elif not quoted and character in "[(":
            depth += 1
        elif not quoted and character in "])":
            depth -= 1
        elif character == "," and depth == 0 and not quoted:
            parts.append(text[start:index])
            start = index + 1
    return [*parts, text[start:]]


def _rule(text: str) -> dict:
    found = re.match(rf"^{_WORD}\s*(?P<rest>.*)$", text, re.DOTALL)
    if not found:
        raise NotUnderstood(text)
    name, rest = found["name"], found["rest"].strip()
    if name not in KNOWN:
        raise NotUnderstood(f"rule type {name} (the sandbox evaluates {', '.join(KNOWN)})")
    columns = []
    while column := re.match(r'^"([^"]*)"\s*', rest):
        columns.append(column[1])
        rest = rest[column.end() :]
    threshold = None
    if with_threshold := re.search(r"\bwith\s+threshold\s+(.+)$", rest, re.IGNORECASE | re.DOTALL):
        threshold, rest = with_threshold[1].strip(), rest[: with_threshold.start()].strip()
    return {"text": text, "name": name, "columns": columns, "condition": rest, "threshold": threshold}


def holds(value, condition: str) -> bool:
    """Whether a number meets `> 5`, `between 1 and 9`, `= 3`, `in [1,2]`."""
    condition = condition.strip()
    if found := re.fullmatch(r"(?i)(not\s+)?between\s+(\S+)\s+and\s+(\S+)", condition):
        return (float(found[2]) < float(value) < float(found[3])) != bool(found[1])
    if found := re.fullmatch(r"(>=|<=|!=|=|>|<)\s*(-?[\d.]+)", condition):
        wanted, value = float(found[2]), float(value)
        return {
            ">=": value >= wanted,
            "<=": value <= wanted,
            "!=": value != wanted,
            "=": value == wanted,
            ">": value > wanted,
            "<": value < wanted,
        }[found[1]]
    if found := re.fullmatch(r"(?i)(not\s+)?in\s*\[(.*)\]", condition, re.DOTALL):
        return (float(value) in {float(item) for item in split(found[2])}) != bool(found[1])
    raise NotUnderstood(f"condition {condition or '(none)'}")
