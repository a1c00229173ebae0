"""One process that has imported what every Spark job imports, and forks for each: a short job is mostly imports.

Its standard input is a socket from the sandbox. A message on it is one job: directory, environment, and the descriptors
of its standard streams and of a pipe that gets the job's pid and, once it is over, its status. The server ends when the
socket closes.
"""

import contextlib
import gc
import importlib.machinery
import json
import os
import selectors
import signal
import socket
import sys

from . import run_job

LENGTH = 16  # of a message on the pipe for a pid and a status


def main() -> None:
    control = socket.socket(fileno=os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    _import_what_jobs_do()
    gc.freeze()
    woken, waker = socket.socketpair()
    woken.setblocking(False)
    waker.setblocking(False)
    signal.set_wakeup_fd(waker.fileno())
    signal.signal(signal.SIGCHLD, lambda *_: None)
    running: dict = {}  # pid -> the pipe for its status
    with selectors.DefaultSelector() as selector:
        selector.register(control, selectors.EVENT_READ)
        selector.register(woken, selectors.EVENT_READ)
        while True:
            ready = [key.fileobj for key, _ in selector.select()]
            if woken in ready:
                woken.recv(4096)
                _reap(running)
            if control not in ready:
                continue
            message, descriptors, _, _ = socket.recv_fds(control, 1 << 20, 4)
            if not message:
                return
            pid = os.fork()
            if pid == 0:
                selector.close()
                for end in (control, woken, waker):
                    end.close()
                for pipe in running.values():
                    os.close(pipe)
                _become(json.loads(message), descriptors)
            running[pid] = descriptors.pop()
            _tell(running[pid], pid)
            for descriptor in descriptors:
                os.close(descriptor)


def _reap(running: dict) -> None:
    while running:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            return
        pipe = running.pop(pid)
        _tell(pipe, os.waitstatus_to_exitcode(status))
        os.close(pipe)


def _tell(pipe: int, number: int) -> None:
    with contextlib.suppress(BrokenPipeError):  # the sandbox has just gone
        os.write(pipe, str(number).ljust(LENGTH).encode())


def _import_what_jobs_do() -> None:
    os.environ["SPARK_REMOTE"] = "sc://127.0.0.1:0"  # as it is when a job imports them
    import boto3  # noqa: F401
    import botocore.exceptions  # noqa: F401
    import pysail.spark  # noqa: F401
    import pyspark.sql.connect.session  # noqa: F401

    from . import dialect, engine, glue_library  # noqa: F401


def _become(given: dict, descriptors: list) -> None:
    """Be what a process of its own would be, and run the job."""
    os.setsid()
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for number, descriptor in enumerate(descriptors[:3]):
        os.dup2(descriptor, number)
    for descriptor in descriptors:
        os.close(descriptor)
    os.chdir(given["directory"])
    own = os.environ["PYTHONPATH"]
    os.environ.clear()
    os.environ.update(given["environment"])
    rest = [place for place in sys.path[1:] if place != own]
    sys.path[:] = [given["directory"], *os.environ["PYTHONPATH"].split(os.pathsep), *rest]
    _forget_what_the_job_brings(os.environ["PYTHONPATH"].split(os.pathsep))
    import numpy

    numpy.random.seed()  # or every job drew the same numbers
    run_job.run()


def _forget_what_the_job_brings(places: list) -> None:
    """Another version of AWS's library among a job's own libraries goes before the one that is imported here."""
    if any(importlib.machinery.PathFinder.find_spec(name, places) for name in _AWS):
        for name in [name for name in sys.modules if name.partition(".")[0] in _AWS]:
            del sys.modules[name]


_AWS = ("boto3", "botocore", "s3transfer")


if __name__ == "__main__":
    main()
