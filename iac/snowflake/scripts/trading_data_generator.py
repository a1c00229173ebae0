"""Writes synthetic trading orders into Snowflake through its Python connector.

The rows of a run are the same for the same run token and replace those of the run before, in one transaction: a run
that is repeated doubles nothing, one that fails leaves the table as it was. Every name is quoted and lower case, because
Athena finds no other.
"""

import json
import random
import sys
import uuid

import boto3
import snowflake.connector
from awsglue.utils import getResolvedOptions

TICKERS = """AAPL MSFT AMZN GOOGL META TSLA NVDA JPM V PG UNH HD BAC XOM AVGO MA JNJ WMT CVX LLY MRK KO PEP ABBV COST
    MCD CRM TMO ABT ACN DHR CSCO NKE ADBE TXN AMD""".split()
COLUMNS = {
    "order_type": "VARCHAR",
    "security_id": "VARCHAR",
    "quantity": "NUMBER(38,0)",
    "side": "VARCHAR",
    "order_id": "VARCHAR",
    "account_id": "VARCHAR",
    "price": "NUMBER(18,2)",
    "stop_price": "NUMBER(18,2)",
    "time_in_force": "VARCHAR",
    "order_instructions": "VARCHAR",
    "execution_instructions": "VARCHAR",
}
BATCH = 2000


def orders(count: int, seed: str) -> list:
    """The rows, in the order of the columns; amounts as text, so that no digit is lost on the way."""
    chance = random.Random(seed)
    base = {ticker: chance.uniform(50, 500) for ticker in TICKERS}
    return [order(chance, base) for _ in range(count)]


def order(chance: random.Random, base: dict) -> list:
    kind = chance.choice(["market", "limit", "stop", "stop limit"])
    ticker = chance.choice(TICKERS)
    price = stop = None
    if kind in ("stop", "stop limit"):
        stop = base[ticker] * chance.uniform(0.90, 1.10)
    if kind == "limit":
        price = base[ticker] * chance.uniform(0.95, 1.05)
    elif kind == "stop limit":
        price = stop * chance.uniform(0.99, 1.01)
    force = chance.choice(["DAY", "GTC", "IOC", "FOK", "GTD", "AT_THE_OPEN", "AT_THE_CLOSE"])
    instruction = chance.choice("""DISCLOSED_QUANTITY MINIMUM_QUANTITY ROUTE_TO_EXCHANGE ROUTE_TO_MARKET_MAKER
        ROUTE_TO_ECN PARTICIPATE_DONT_INITIATE STANDARD HELD NOT_HELD""".split())
    execution = chance.choice("""ALL_OR_NONE FILL_OR_KILL DO_NOT_INCREASE DO_NOT_REDUCE STANDARD
        ALLOW_PARTIAL_FILLS""".split())
    if force == "FOK":
        instruction, execution = "FOK", "FILL_OR_KILL"
    elif execution == "FILL_OR_KILL":
        force, instruction = "IOC", "FOK"
    elif execution == "ALL_OR_NONE":
        instruction = "AON"
    return [
        kind,
        ticker,
        chance.randint(1, 200) * chance.choice([1, 5, 10]),
        chance.choice(["BUY", "SELL", "BUY_TO_COVER", "SELL_SHORT"]),
        str(uuid.UUID(int=chance.getrandbits(128), version=4)),
        f"accnt{chance.randint(1, 50):03}",
        None if price is None else f"{price:.2f}",
        None if stop is None else f"{stop:.2f}",
        force,
        instruction,
        execution,
    ]


def connect(given: dict):
    """A session of Snowflake. Its own machine is the only one that is spoken to without TLS."""
    secret = boto3.client("secretsmanager").get_secret_value(SecretId=given["SNOWFLAKE_SECRET_NAME"])
    credentials = json.loads(secret["SecretString"])
    host = given["SNOWFLAKE_HOST"]
    return snowflake.connector.connect(
        account=host.split(".")[0],
        host=host,
        port=int(given["SNOWFLAKE_PORT"]),
        protocol="http" if host == "127.0.0.1" else "https",
        user=credentials["USERNAME"],
        password=credentials["PASSWORD"],
        warehouse=quoted(given["SNOWFLAKE_WAREHOUSE"]),
        database=quoted(given["SNOWFLAKE_DATABASE_NAME"]),
        schema=quoted(given["SNOWFLAKE_SCHEMA"]),
        login_timeout=60,
        autocommit=False,
    )


def quoted(*names: str) -> str:
    return ".".join(f'"{name}"' for name in names)


def write(session, given: dict, rows: list) -> int:
    """How many rows the table has then."""
    table = quoted(given["SNOWFLAKE_DATABASE_NAME"], given["SNOWFLAKE_SCHEMA"], given["SNOWFLAKE_TABLE_NAME"])
    columns = ", ".join(f"{quoted(name)} {kind}" for name, kind in COLUMNS.items())
    fields = ", ".join(f"f.value[{index}]::{kind}" for index, kind in enumerate(COLUMNS.values()))
    with session.cursor() as cursor:
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {table} ({columns})")
        # Nothing counts before the commit: a session that ends without one rolls back.
        cursor.execute(f"DELETE FROM {table}")
        for start in range(0, len(rows), BATCH):
            batch = json.dumps(rows[start : start + BATCH])
            cursor.execute(
                f"INSERT INTO {table} SELECT {fields} FROM TABLE(FLATTEN(INPUT => PARSE_JSON(%s))) f", (batch,)
            )
        session.commit()
        return cursor.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def main() -> None:
    names = "HOST PORT WAREHOUSE DATABASE_NAME SCHEMA TABLE_NAME SECRET_NAME".split()
    optional = ["run_token"] if "--run_token" in sys.argv else []
    given = getResolvedOptions(sys.argv, [f"SNOWFLAKE_{name}" for name in names] + ["ROWS"] + optional)
    rows = orders(int(given["ROWS"]), given.get("run_token", "orders"))
    session = connect(given)
    try:
        found = write(session, given, rows)
    finally:
        session.close()
    if found != len(rows):
        raise RuntimeError(f"{len(rows)} orders were written, {given['SNOWFLAKE_TABLE_NAME']} has {found}")
    print(f"{found} orders in {given['SNOWFLAKE_TABLE_NAME']}")


if __name__ == "__main__":
    main()
