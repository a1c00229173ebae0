"""The process of one Flink application: puts the stand-in for pyflink in its place, then runs the program.

It ends when standard input closes: then the sandbox is gone.
"""

import json
import os
import runpy
import signal
import sys
import threading

from . import table_api


def main() -> None:
    plan = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_die_with_the_sandbox, daemon=True).start()
    table_api.install(plan["state"])
    runpy.run_path(plan["program"], run_name="__main__")
    table_api.await_jobs()


def _die_with_the_sandbox() -> None:
    while sys.stdin.buffer.read(1):
        pass
    os.killpg(os.getpgid(0), signal.SIGKILL)


if __name__ == "__main__":
    try:
        main()
    except BaseException:
        import traceback

        traceback.print_exc(file=sys.stdout)
    sys.stdout.flush()
    os._exit(1)  # a streaming job has no end: whatever got here is a failure
