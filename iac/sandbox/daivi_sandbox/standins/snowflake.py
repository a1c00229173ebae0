"""Snowflake, a stand-in on the sandbox's own port: fakesnow, which answers Snowflake's drivers with DuckDB.

It has one user and the objects of the guide's worksheet, and keeps its databases in `DIR/snowflake`. Only drivers come
here: their paths are not AWS's, and their requests are not signed as AWS's are.
"""

import asyncio
import gzip
import json
from pathlib import Path
from urllib.parse import parse_qs

USERS = {"daivi": "daivi-sandbox", "second": "another-sandbox-password"}
_PATHS = ("/session", "/queries/v1/", "/monitoring/queries/", "/telemetry/")
# What fakesnow does not know, and what makes no difference here: warehouses and roles.
_NO_EFFECT = [r"^\s*CREATE\s+WAREHOUSE", r"^\s*USE\s+(ROLE|WAREHOUSE)"]
_SAMPLE = """CREATE TABLE IF NOT EXISTS "daivi_sample_table" ("id" INTEGER, "name" VARCHAR, "value" FLOAT)"""


def serves(scope) -> bool:
    """Whether a request is a Snowflake driver's."""
    if not scope["path"].startswith(_PATHS):
        return False
    signed = dict(scope["headers"]).get(b"authorization", b"").startswith(b"AWS4-")
    return not signed and b"X-Amz-" not in scope["query_string"]


class Snowflake:
    """An ASGI application, made when the first driver comes: what it needs takes a second to load."""

    def __init__(self, state: Path):
        self.directory = state / "snowflake"
        self.app = None
        self.starting = asyncio.Lock()

    async def __call__(self, scope, receive, send):
        async with self.starting:
            if self.app is None:
                self.app = await asyncio.to_thread(self._start)
        path = scope["path"]
        if path.startswith("/telemetry/"):
            return await _json(send, {"success": True})
        if path != "/session/v1/login-request":
            return await self.app(scope, receive, send)
        body = await _read(receive)
        refusal = self._refusal(scope, body)
        if refusal:
            return await _json(send, refusal)
        answer = await _answer_of(self.app, scope, body)
        return await _json(send, self._with_place(scope, answer))

    def _start(self):
        import fakesnow.server
        from fakesnow.instance import FakeSnow

        self.directory.mkdir(parents=True, exist_ok=True)
        server = FakeSnow(db_path=self.directory, nop_regexes=_NO_EFFECT)
        for file in sorted(self.directory.glob("*.db")):
            server.connect(file.stem)
        server.connect("daivi_db", "daivi_schema").cursor().execute(_SAMPLE)
        # From now on a database that is not there is not made by asking for it.
        server.create_database_on_connect = server.create_schema_on_connect = False
        fakesnow.server.shared_fs = server
        self.server = server
        return fakesnow.server.app

    def _refusal(self, scope, body: bytes) -> dict | None:
        """What Snowflake says of a wrong user or password: the same for both."""
        if dict(scope["headers"]).get(b"content-encoding") == b"gzip":
            body = gzip.decompress(body)
        given = json.loads(body)["data"]
        name = given.get("LOGIN_NAME", "")
        if name in USERS and USERS[name] == given.get("PASSWORD"):
            return None
        return {
            "data": {"nextAction": "RETRY_LOGIN", "authnMethod": "USERNAME_PASSWORD"},
            "code": "390100",
            "message": "Incorrect username or password was specified.",
            "success": False,
            "headers": None,
        }

    def _with_place(self, scope, answer: dict) -> dict:
        """The database and schema that the session really has: none where there is no such thing."""
        asked = parse_qs(scope["query_string"].decode())
        database, schema = (asked.get(name, [""])[0].strip('"') for name in ("databaseName", "schemaName"))
        found = self.server.duck_conn.cursor().execute(
            "SELECT lower(catalog_name), lower(schema_name) FROM information_schema.schemata"
        ).fetchall()
        here = (answer.get("data") or {}).setdefault("sessionInfo", {})
        here["databaseName"] = database if any(name == database.lower() for name, _ in found) else None
        here["schemaName"] = schema if (database.lower(), schema.lower()) in found else None
        return answer


async def _read(receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


async def _answer_of(app, scope, body: bytes) -> dict:
    parts = []

    async def receive():
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message):
        parts.append(message.get("body", b""))

    await app(scope, receive, send)
    return json.loads(b"".join(parts))


async def _json(send, answer: dict) -> None:
    body = json.dumps(answer).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
