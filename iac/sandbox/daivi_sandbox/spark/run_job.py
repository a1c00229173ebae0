"""The process of one run of a script: starts the Spark engine inside itself, then runs the script.

The sandbox writes one line of JSON on standard input and keeps it open. When it closes, the sandbox is gone and this
process ends at once, so that nothing outlives it.
"""

import json
import os
import runpy
import signal
import sys
import threading

from .. import network


def main() -> None:
    plan = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_die_with_the_sandbox, daemon=True).start()
    sys.argv = plan["argv"]
    if plan["spark"]:
        from . import engine

        engine.start(plan["sail"])
    if plan["glue"]:
        from . import glue_library

        glue_library.install()
    network.join(plan["network"])
    runpy.run_path(plan["script"], run_name="__main__")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)  # the engine's threads would hold the interpreter for seconds


def _die_with_the_sandbox() -> None:
    while sys.stdin.buffer.read(1):
        pass
    os.killpg(os.getpgid(0), signal.SIGKILL)


def run() -> None:
    """The job, and the end of this process with the status that a script run by itself would have."""
    try:
        main()
    except SystemExit as end:
        code = end.code
        if isinstance(code, str):
            print(code, file=sys.stderr)
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 0 if code is None else 1)
    except BaseException:
        import traceback

        traceback.print_exc()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(1)


if __name__ == "__main__":
    run()
