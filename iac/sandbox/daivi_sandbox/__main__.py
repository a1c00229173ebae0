"""`python -m daivi_sandbox serve --state DIR [--port N]`."""

import argparse
import sys

from .errors import CannotServe


def main() -> int:
    parser = argparse.ArgumentParser(prog="daivi_sandbox", description="A local AWS for DAIVI.")
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="run the sandbox until SIGTERM or SIGINT")
    serve.add_argument("--state", required=True, help="the directory that holds everything the sandbox knows")
    serve.add_argument("--port", type=int, help="port on 127.0.0.1 (default: the one this directory had before)")
    arguments = parser.parse_args()
    from .serve import run

    try:
        run(arguments.state, arguments.port)
    except CannotServe as problem:
        print(f"daivi_sandbox: {problem}", file=sys.stderr)
        return problem.status
    return 0


if __name__ == "__main__":
    sys.exit(main())
