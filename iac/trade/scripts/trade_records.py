"""What a trade is: its fields, what is wrong with a message that is none, and when one is late. SQL that Spark runs."""

FIELDS = (
    "message_type",
    "timestamp",
    "symbol",
    "market_center",
    "execution_id",
    "last_price",
    "last_size",
    "cumulative_volume",
    "national_volume",
    "flags",
)
SCHEMA = ", ".join(f"`{name}` string" for name in FIELDS)
NUMBERS = {
    "last_price": "decimal(18,4)",
    "last_size": "bigint",
    "cumulative_volume": "bigint",
    "national_volume": "bigint",
}

DAY = 86_400_000_000
# Clocks differ: a trade may seem to be up to a minute younger than its record.
AHEAD = 60_000_000

# Microseconds between the trade's time of day and the time of its record, across midnight too. That is when the producer
# sent it: topics keep the producer's time, unless message.timestamp.type is LogAppendTime.
DELAY = (
    f"pmod(pmod(unix_micros(sent), {DAY}) - CAST(try_cast(trade.`timestamp` AS bigint) / 1000 AS bigint), {DAY})"
)

EVENT_TIME = (
    f"timestamp_micros(unix_micros(sent) - CASE WHEN {DELAY} > {DAY - AHEAD} THEN {DELAY} - {DAY} ELSE {DELAY} END)"
)


def fault() -> str:
    """What is wrong with a message, or null when nothing is. It depends on the message alone, so that a message that is
    read again is judged again as before."""
    cases = [(f"coalesce({', '.join(f'trade.`{name}`' for name in FIELDS)}) IS NULL", "it is no JSON object of a trade")]
    cases += [(f"trade.`{name}` IS NULL OR trade.`{name}` = ''", f"{name} is missing") for name in FIELDS]
    cases.append(("trade.message_type <> 'T'", "message_type is not T"))
    cases.append((
        f"try_cast(trade.`timestamp` AS bigint) IS NULL OR try_cast(trade.`timestamp` AS bigint) < 0 "
        f"OR try_cast(trade.`timestamp` AS bigint) >= {DAY * 1000}",
        "timestamp is no time of day",
    ))
    cases += [
        (f"try_cast(trade.`{name}` AS {kind}) IS NULL", f"{name} is no number") for name, kind in NUMBERS.items()
    ]
    return "CASE " + " ".join(f"WHEN {condition} THEN '{words}'" for condition, words in cases) + " END"


def lateness(seconds: int) -> str:
    """How late a sound message is, or null when it is in time."""
    return (
        f"CASE WHEN {DELAY} > {seconds * 1_000_000} AND {DELAY} <= {DAY - AHEAD} "
        f"THEN concat('it was sent ', CAST(CAST({DELAY} / 1000000 AS bigint) AS string), ' s after its time') END"
    )
