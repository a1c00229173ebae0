"""Starts the processes of jobs: those with Spark by a server that forks (fork_server.py), all others by themselves."""

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

from . import fork_server

_PACKAGE = str(Path(__file__).resolve().parents[2])


class JobStarter:
    """The fork server is started with the first job that needs it, and ends with the sandbox, however that ends."""

    def __init__(self):
        self.lock = threading.Lock()
        self.server: subprocess.Popen | None = None
        self.control: socket.socket | None = None

    def start(self, directory: Path, environment: dict, spark: bool):
        """A process in a session of its own: a subprocess.Popen, or what of it a run uses."""
        if spark:
            try:
                return self._forked(directory, environment)
            except OSError:
                pass  # without the server it only takes longer
        return subprocess.Popen(
            [sys.executable, "-m", "daivi_sandbox.spark.run_job"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=directory,
            env=environment,
            start_new_session=True,
        )

    def close(self) -> None:
        with self.lock:
            if self.server is not None:
                self._end_server()

    def _forked(self, directory: Path, environment: dict) -> "ForkedJob":
        message = json.dumps({"directory": str(directory), "environment": environment}).encode()
        server = self.server
        try:
            return self._fork(message)
        except ConnectionError:
            if server is None:
                raise
            with self.lock:  # it has died; another one may not
                if self.server is server:
                    self._end_server()
            return self._fork(message)

    def _fork(self, message: bytes) -> "ForkedJob":
        pipes = [os.pipe() for _ in range(4)]
        pipes[0] = pipes[0][::-1]  # standard input is read there and written here
        ours, theirs = [pipe[0] for pipe in pipes], [pipe[1] for pipe in pipes]
        try:
            try:
                with self.lock:
                    if self.server is None or self.server.poll() is not None:
                        self._start_server()
                    socket.send_fds(self.control, [message], theirs)
            finally:
                for descriptor in theirs:
                    os.close(descriptor)
            return ForkedJob(_pid(ours[3]), ours)
        except OSError:
            for descriptor in ours:
                os.close(descriptor)
            raise

    def _end_server(self) -> None:
        self.control.close()
        self.server.kill()
        self.server.wait()

    def _start_server(self) -> None:
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.server = subprocess.Popen(
                [sys.executable, "-m", "daivi_sandbox.spark.fork_server"],
                stdin=theirs,
                stdout=subprocess.DEVNULL,
                cwd="/",
                env={
                    "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
                    "LANG": "C.UTF-8",
                    "PYTHONPATH": _PACKAGE,
                    "PYTHONUNBUFFERED": "1",
                },
                start_new_session=True,
            )


def _pid(status: int) -> int:
    """The first thing that the server says of a job, in a message of fixed length."""
    told = os.read(status, fork_server.LENGTH)
    if not told:
        raise ConnectionResetError("the fork server died")
    return int(told)


class ForkedJob:
    """A process that the fork server made."""

    def __init__(self, pid: int, descriptors: list):
        self.pid, self.returncode = pid, None
        self.lock = threading.Lock()
        self.stdin = os.fdopen(descriptors[0], "wb")
        self.stdout, self.stderr = (os.fdopen(descriptor, "rb") for descriptor in descriptors[1:3])
        self.status = os.fdopen(descriptors[3], "rb", 0)

    def poll(self) -> int | None:
        with self.lock:
            if self.returncode is None and self._has_ended(0):
                told = self.status.read(fork_server.LENGTH)
                self.returncode = int(told) if told else -signal.SIGKILL
                if not told:  # the server died, and nobody would know what comes of its jobs
                    with contextlib.suppress(ProcessLookupError):
                        os.killpg(self.pid, signal.SIGKILL)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            self._has_ended(timeout)
        if self.poll() is None:
            raise subprocess.TimeoutExpired(f"job {self.pid}", timeout)
        return self.returncode

    def _has_ended(self, timeout: float | None) -> bool:
        """Whether the pipe can be read, which it can for everybody from the end on; `select` knows small numbers only."""
        waiting = select.poll()
        waiting.register(self.status, select.POLLIN)
        return bool(waiting.poll(None if timeout is None else timeout * 1000))
