"""Starting and stopping: one sandbox a state directory, the same id and port for as long as the directory lives."""

import asyncio
import contextlib
import datetime
import fcntl
import json
import os
import shutil
import signal
import socket
import uuid
from pathlib import Path

from . import ACCOUNT, REGIONS, VERSION, new_account
from .errors import CannotServe
from .settings import Settings


def run(state: str, port: int | None) -> None:
    """Serve until SIGTERM or SIGINT; raises CannotServe when the directory or the port is taken."""
    directory = Path(state).resolve()
    directory.mkdir(parents=True, exist_ok=True)
    lock = open(directory / "lock", "a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise CannotServe(f"another sandbox is running on {directory}; stop it first", 5) from None
    known = _read(directory / "sandbox.json")
    listener = _listen(port or _port_of(known.get("endpoint")))
    settings = Settings(directory, listener.getsockname()[1], known.get("id") or str(uuid.uuid4()))
    settings.apply()
    description = {
        "id": settings.identity,
        "pid": os.getpid(),
        "endpoint": settings.endpoint,
        "account": ACCOUNT,
        "regions": list(REGIONS),
        "version": VERSION,
        "started": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
    }
    asyncio.run(_serve(settings, listener, description, is_new="id" not in known))


async def _serve(settings: Settings, listener: socket.socket, description: dict, is_new: bool) -> None:
    from hypercorn.asyncio import serve
    from hypercorn.config import Config

    from . import connections
    from .gateway import Gateway

    connections.close_at_once()
    gateway = Gateway(settings)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    config = Config()
    config.bind = [f"fd://{listener.fileno()}"]
    config.graceful_timeout = 1
    config.keep_alive_timeout = 75
    config.loglevel = "ERROR"

    async def announce() -> None:
        await gateway.ready.wait()
        try:
            if is_new:
                await asyncio.to_thread(new_account.furnish, settings.endpoint)
            _write(settings.state / "sandbox.json", description)
        except OSError as problem:
            stop.set()
            raise CannotServe(f"the sandbox on {settings.state} cannot be made ready: {problem}", 1) from None
        with contextlib.suppress(BrokenPipeError):  # whoever started it did not wait; the file says the same
            print(json.dumps(description), flush=True)

    announcing = asyncio.create_task(announce())
    try:
        await serve(gateway, config, shutdown_trigger=stop.wait)
    finally:
        announcing.cancel()
        gateway.close()
        shutil.rmtree(settings.temporary, ignore_errors=True)
    with contextlib.suppress(asyncio.CancelledError):
        await announcing


def _listen(port: int | None) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port or 0))
        listener.listen(256)
    except OSError as problem:
        raise CannotServe(f"port {port} on 127.0.0.1 cannot be used: {problem.strerror}", 2) from None
    listener.setblocking(False)
    return listener


def _port_of(endpoint: str | None) -> int | None:
    return int(endpoint.rsplit(":", 1)[1]) if endpoint else None


def _read(path: Path) -> dict:
    try:
        return json.loads(path.read_text())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as problem:
        raise CannotServe(f"{path} cannot be read ({problem}); move it away to start afresh", 2) from None


def _write(path: Path, value: dict) -> None:
    partial = path.with_suffix(".partial")
    with open(partial, "w") as file:
        file.write(json.dumps(value) + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, path)
