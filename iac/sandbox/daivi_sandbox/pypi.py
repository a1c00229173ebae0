"""In the place of files.pythonhosted.org: the wheels that functions' layers are made of.

They were fetched when the sandbox was installed and lie beside its packages. One that is not there is fetched now, and
kept: whoever asked checks its digest, as against the real host.
"""

import os
import re
import sys
import urllib.error
import urllib.request
import uuid
from pathlib import Path

_HOST = "https://files.pythonhosted.org"
_PATH = re.compile(r"/packages/[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{60}/([A-Za-z0-9._-]+\.whl)")


def respond(state: Path, path: str, method: str) -> tuple[int, dict, bytes]:
    """A wheel by its path on the real host."""
    path = path.removeprefix("/_daivi/pypi")
    found = _PATH.fullmatch(path)
    if found is None:
        return 404, {"content-type": "text/plain"}, f"{method} {path}: no path of a wheel\n".encode()
    kept = state / "wheels" / found[1]
    for place in (Path(sys.prefix) / "wheels" / found[1], kept):
        if place.exists():
            return 200, {"content-type": "application/octet-stream"}, place.read_bytes()
    try:
        with urllib.request.urlopen(_HOST + path, timeout=60) as answer:
            content = answer.read()
    except urllib.error.HTTPError as problem:
        return problem.code, {"content-type": "text/plain"}, f"{_HOST}{path}: {problem}\n".encode()
    except OSError as problem:
        return 502, {"content-type": "text/plain"}, f"{_HOST} cannot be reached: {problem}\n".encode()
    kept.parent.mkdir(exist_ok=True)
    partial = kept.with_name(f"{kept.name}.{uuid.uuid4()}.partial")
    partial.write_bytes(content)
    os.replace(partial, kept)
    return 200, {"content-type": "application/octet-stream"}, content
