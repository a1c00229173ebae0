"""The one HTTP port: reads a request, checks it, has it served, records it, keeps it, and only then answers."""

import asyncio
import contextvars
import json
import logging
import time
from urllib.parse import parse_qs

from . import console, extensions, inspect_api, maven, pypi
from .errors import AwsError
from .persistence import Store
from .request_log import RequestLog
from .settings import Settings
from .standins import snowflake
from .validation import access, responses
from .validation.request import Call, identify

logger = logging.getLogger("daivi.gateway")


class Gateway:
    """An ASGI application: our own handlers first, the emulator for everything else."""

    def __init__(self, settings: Settings):
        from ministack import app as emulator

        self.settings = settings
        self.emulator = emulator
        self.log = RequestLog(settings.state / "requests.jsonl")
        self.store = Store(settings.services)
        self.ready = asyncio.Event()
        self.snowflake = snowflake.Snowflake(settings.state)
        self.extensions = extensions.install(self)

    async def __call__(self, scope, receive, send):
        if scope["type"] == "lifespan":
            await self._lifespan(scope, receive, send)
        elif any(name.lower() == b"origin" for name, _ in scope["headers"]):
            await _refuse_page(scope, send)
        elif scope["type"] == "http":
            await self._answered(scope, receive, send)
        else:
            await self.emulator.app(scope, receive, send)

    def close(self) -> None:
        """End every child process and keep what is not kept yet."""
        self.extensions.close()
        self.store.keep_changed(everything=True)
        self.log.close()

    async def _lifespan(self, scope, receive, send):
        async def sending(message):
            if message["type"] == "lifespan.startup.complete":
                await self.extensions.started()
                self.store.remember_restored()
                self.ready.set()
            await send(message)

        await self.emulator.app(scope, receive, sending)

    async def _answered(self, scope, receive, send):
        """Whatever becomes of a request, its sender is told."""
        begun = False

        async def sending(message):
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._http(scope, receive, sending)
        except Exception as problem:
            if begun:
                raise
            if isinstance(problem, UnicodeError):
                status, text = 400, f"path and query of a request must be UTF-8: {problem}"
            else:
                logger.exception("%s %s", scope["method"], scope["path"])
                status, text = 500, f"the sandbox failed: {problem!r}"
            code = "InternalFailure" if status == 500 else "SerializationException"
            body = json.dumps({"__type": code, "message": text}).encode()
            await _answer(send, status, {"content-type": "application/json", "x-amzn-errortype": code}, body)

    async def _http(self, scope, receive, send):
        path = scope["path"]
        if path.startswith("/_daivi/glue/"):
            scope = extensions.address_catalog(scope)
        elif path.startswith("/_daivi/maven2/"):
            return await _answer(send, *maven.respond(path, scope["method"]))
        elif path.startswith("/_daivi/console/"):
            return await _answer(send, *console.respond(self, path, scope["method"], scope["query_string"]))
        elif path.startswith("/_daivi/pypi/"):
            found = await asyncio.to_thread(pypi.respond, self.settings.state, path, scope["method"])
            return await _answer(send, *found)
        elif snowflake.serves(scope):
            return await self.snowflake(scope, receive, send)
        elif path.startswith("/_daivi/"):
            return await _answer(send, *inspect_api.respond(self, path, scope["query_string"]))
        started = time.perf_counter()
        body = await _read(receive)
        headers = _headers(scope["headers"])
        query = parse_qs(scope["query_string"].decode(), keep_blank_values=True)
        call = identify(
            scope["method"], scope.get("raw_path", path.encode()).decode().split("?")[0], headers, query, body
        )
        call.catalog = scope.get("daivi_catalog")

        def finish(answered: int) -> None:
            self.log.add(call, answered, (time.perf_counter() - started) * 1000)

        if call.findings:
            answer = responses.refusal(call)
        elif refused := access.refusal(call):
            answer = responses.failure(call, refused)
        else:
            answer = await self._own(call)
        if answer is None and call.model is not None and not self._emulated(call.service):
            answer = responses.failure(
                call,
                AwsError(
                    "UnknownOperationException", f"the sandbox does not have {call.service}:{call.operation}", 501
                ),
            )
        if answer is not None:
            answer = self._kept(call, answer[0]) or answer
            finish(answer[0])
            return await _answer(send, *answer)
        await self._emulate(scope, body, call, send, finish)

    async def _own(self, call: Call):
        """Serve a call one of our own handlers owns; None when the emulator is to serve it."""
        handler = self.extensions.handlers.get((call.service, call.operation))
        if handler is None:
            return None
        from ministack.core.responses import set_request_account_id, set_request_region

        set_request_account_id(call.account)
        set_request_region(call.region)
        try:
            if getattr(handler, "blocking", False):
                context = contextvars.copy_context()
                result = await asyncio.get_running_loop().run_in_executor(None, context.run, handler, call)
            else:
                result = handler(call)
        except AwsError as error:
            return responses.failure(call, error)
        except Exception as error:
            logger.exception("%s %s", call.service, call.operation)
            return responses.failure(call, AwsError("InternalFailure", f"the sandbox failed: {error!r}", 500))
        if result is NotImplemented:
            return None
        return responses.success(call, result)

    def _must_be_kept(self, call: Call, status: int) -> bool:
        """Whether an answer tells of a change that may not be on disk yet."""
        changed = call.mutates and not (call.service == "s3" and call.operation in _ON_OBJECTS)
        return status < 400 and (changed or self.store.pending > 0 or self.store.owed)

    def _kept(self, call: Call, status: int):
        """Write what an answer tells of. Where that fails: the answer in its place."""
        if status < 400 and call.service in _ON_STACKS and (call.mutates or call.operation in _KEPT_WITH_STACK):
            self.store.stacks.note(call.parameters)
        if not self._must_be_kept(call, status):
            return None
        try:
            self.store.keep_changed(call.service)
        except Exception as problem:
            logger.exception("%s %s", call.service, call.operation)
            text = f"the sandbox could not write what changed, and a kill would undo it: {problem!r}"
            return responses.failure(call, AwsError("InternalFailure", text, 500))
        return None

    def _emulated(self, service: str) -> bool:
        """Whether the emulator serves what is signed for `service`."""
        names = self.emulator.SERVICE_REGISTRY
        return service in names or service in self.emulator.SERVICE_NAME_ALIASES or service in _SIGNED_OTHERWISE

    async def _emulate(self, scope, body: bytes, call: Call, send, finish) -> None:
        """Let the emulator serve it; a change is on disk before the first byte of the reply leaves."""
        delivered = unkept = False

        async def receive():
            nonlocal delivered
            if delivered:
                await asyncio.Event().wait()
            delivered = True
            return {"type": "http.request", "body": body, "more_body": False}

        async def sending(message):
            nonlocal unkept
            if message["type"] == "http.response.start":
                answer = self._kept(call, message["status"])
                finish(answer[0] if answer else message["status"])
                if answer:
                    unkept = True
                    return await _answer(send, *answer)
            if not unkept:
                await send(message)

        await self.emulator.app(scope, receive, sending)


# Operations of S3 that change objects only: they are files of their own, and written before there is an answer.
_ON_OBJECTS = frozenset(
    "AbortMultipartUpload CompleteMultipartUpload CopyObject CreateMultipartUpload DeleteObject DeleteObjects PutObject"
    " UploadPart UploadPartCopy".split()
)

# What requests are signed for that may change a stack, and the operations that change one but by name only read.
_ON_STACKS = ("cloudformation", "unknown")
_KEPT_WITH_STACK = ("DetectStackDrift", "DetectStackResourceDrift")

# Names requests are signed for that the emulator knows by another.
_SIGNED_OTHERWISE = frozenset(
    ("cloudcontrolapi", "email", "kinesisanalytics", "execute-api", "s3express", "route53resolver")
)


async def _refuse_page(scope, send) -> None:
    """Any page may have a browser send requests here; no program but a browser says where they come from."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close"})
    else:
        await _answer(send, 403, {"content-type": "text/plain"}, b"the sandbox does not serve web pages\n")


async def _read(receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        if message["type"] != "http.request":
            break
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            break
    return b"".join(parts)


def _headers(raw) -> dict:
    headers: dict = {}
    for name, value in raw:
        key = name.decode("latin-1").lower()
        text = value.decode("latin-1")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return headers


async def _answer(send, status: int, headers: dict, body: bytes) -> None:
    fields = [(name.lower().encode(), str(value).encode()) for name, value in headers.items()]
    fields.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": fields})
    await send({"type": "http.response.body", "body": body})
