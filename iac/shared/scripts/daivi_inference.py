"""Finds out the types of a report's columns while it is looked through."""

import re
from decimal import Decimal
from functools import lru_cache

DECIMAL = "decimal(38,16)"

NO_AMOUNTS = tuple("""
    _arn _class _code _currency _date _description _family _id _length _name _option _region _status _term _time _type
    _unit _zone
""".split())
"""Ends of names that are no amounts, whatever family a column is of: `reservation_availability_zone`."""


class Inference(dict):
    """The checks of a lake, and a watcher of the values of every other column, which finds no fault but remembers."""

    def __init__(self, lake):
        super().__init__(lake.CHECKS)
        self.lake = lake
        self.known = set(lake.COLUMNS) | set(lake.HEADERLESS)
        self.watchers: dict = {}

    def __contains__(self, name) -> bool:
        return dict.__contains__(self, name) or name not in self.known

    def __missing__(self, name):
        return self.watchers.setdefault(name, Watcher())

    def types(self, columns) -> dict:
        """The SQL type of each column that has one: known ones as the lake says, amounts as their values are, all else
        strings. An amount's column that is blank in the whole report has none yet: it fits any."""
        found = {}
        for name in columns:
            if name in self.known:
                found[name] = self.lake.TYPES.get(name, "string")
            elif not self._may_be_amount(name):
                found[name] = "string"
            elif self.watchers[name].values:
                found[name] = "string" if self.watchers[name].texts else DECIMAL
        return found

    def has_text(self, name: str) -> bool:
        """Whether a column that the lake does not know has a value that is no number."""
        return name in self.watchers and self.watchers[name].texts > 0

    def _may_be_amount(self, name: str) -> bool:
        return name.startswith(self.lake.AMOUNT_FAMILIES) and not name.endswith(NO_AMOUNTS)


class Watcher:
    """Looks at the values of one column: numbers are decimals, but not ids with leading zeros."""

    def __init__(self):
        self.values = 0
        self.texts = 0

    def __call__(self, text: str) -> None:
        self.values += 1
        if not is_number(text):
            self.texts += 1


@lru_cache(maxsize=100_000)
def is_number(text: str) -> bool:
    """Whether `text` is a decimal(38,16): an exponent is fine, more than 22 digits before the point not."""
    if not re.fullmatch(r"[+-]?((0|[1-9]\d*)(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", text, re.ASCII):
        return False
    return abs(Decimal(text)) < 10**22
