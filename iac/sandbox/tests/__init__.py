"""Tests that import the emulator into their own process have it keep nothing outside a directory of theirs."""

import os
import tempfile

_STATE = tempfile.TemporaryDirectory(prefix="daivi-sandbox-tests-")
os.environ["STATE_DIR"] = os.environ["S3_DATA_DIR"] = _STATE.name
