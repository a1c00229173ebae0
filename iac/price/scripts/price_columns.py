"""The columns of a price file, and what their values must be. The tables in price/tables.yaml declare the same."""

import re

COLUMNS = ["message_type", "timestamp", "symbol", "market_center", "open_close_indicator", "price"]

PARTITION = "ingestion_date"
"""The partition column of every table: the day the file landed, since a price says its time of day only."""

PARTITION_DATE = None

REQUIRED = COLUMNS
"""Columns that a file must have."""

NANOSECONDS_A_DAY = 24 * 3600 * 10**9


def not_a_price(text: str) -> str | None:
    """What keeps `text` from being a price."""
    return None if re.fullmatch(r"\d{1,18}(\.\d{1,9})?", text, re.ASCII) else "which is no price"


def not_a_time_of_day(text: str) -> str | None:
    """What keeps `text` from being nanoseconds since midnight."""
    good = re.fullmatch(r"\d{1,14}", text, re.ASCII) and int(text) < NANOSECONDS_A_DAY
    return None if good else "which is no number of nanoseconds since midnight"


CHECKS = {"price": not_a_price, "timestamp": not_a_time_of_day}

HEADERLESS: list[str] = []
"""Names for a file without a header: there must be one."""

URL_ENCODED: list[str] = []
"""Columns that a file without a header has URL-encoded."""

HIVE_CHECKS = CHECKS
"""A file with a price that is none stays out of every table."""
