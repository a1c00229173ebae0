"""Finds out the types of a report's columns while it is looked through."""

import re

DECIMAL = "decimal(38,16)"


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
        """The SQL type of each column: known ones as the lake says, others as their values are."""
        found = {}
        for name in columns:
            if name in self.known:
                found[name] = self.lake.TYPES.get(name, "string")
            else:
                found[name] = self.watchers[name].type() if name in self.watchers else "string"
        return found


class Watcher:
    """Looks at the values of one column: numbers are decimals, but not ids with leading zeros."""

    def __init__(self):
        self.values = 0
        self.numbers = 0

    def __call__(self, text: str) -> None:
        self.values += 1
        if re.fullmatch(r"-?(0|[1-9]\d{0,20})(\.\d+)?", text, re.ASCII):
            self.numbers += 1

    def type(self) -> str:
        return DECIMAL if 0 < self.values == self.numbers else "string"
