"""One run of a PySpark script in a process of its own, from fetching it to its last log line."""

import contextvars
import json
import os
import shutil
import signal
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from ..objects import get_object, split_location


@dataclass
class Script:
    """What is to be run, and how."""

    location: str
    argv: list
    sail: dict
    minutes: float | None
    libraries: list = field(default_factory=list)
    libraries_option: str = "--extra-py-files"
    # Whether Glue's own Python library can be imported.
    glue_library: bool = True
    # What it reaches of the sandbox's networks: `address:port` to a port on the loopback address.
    network: dict = field(default_factory=dict)
    spark: bool = True
    # Whose session looks for the database `default`, and makes it when it is missing; None: nobody's does.
    owner_of_default: str | None = None


class ScriptProcess:
    """Runs a script in a process group of its own, on a thread of the sandbox that watches it.

    A service derives its own: `script` says what to run; `begins`, `stops`, `ends` and `log` keep the service's records.
    """

    service = ""  # whose records the run's is among
    # What `ends` is told:
    SUCCEEDED, FAILED, STOPPED, TIMEOUT = "SUCCEEDED", "FAILED", "STOPPED", "TIMEOUT"

    def __init__(self, gateway, identifier: str, account: str, region: str):
        self.gateway, self.identifier = gateway, identifier
        self.account, self.region = account, region
        self.settings = gateway.settings
        self.directory = self.settings.runs / identifier
        self.process: subprocess.Popen | None = None
        self.stopped = False
        self.abandoned = False
        self.over = False
        self.lock = threading.Lock()
        context = contextvars.copy_context()
        self.thread = threading.Thread(
            target=context.run, args=(self._execute,), daemon=True, name=f"script-{identifier[:12]}"
        )
        self.thread.start()

    def script(self) -> Script:
        """What is to be run."""
        raise NotImplementedError

    def begins(self) -> None:
        """The script starts now."""

    def stops(self) -> None:
        """Somebody asked for its end."""

    def ends(self, outcome: str, message: str | None, seconds: float) -> None:
        """It is over; called with the lock held."""

    def ended(self) -> None:
        """After `ends`, with the lock free."""

    def log(self, kind: str, text: str) -> None:
        """A line on standard `output` or `error`."""

    def stop(self) -> None:
        """End it before its time; nothing where it has just ended by itself."""
        with self.lock:
            if self.over:
                return
            self.stopped = True
            self.stops()
        self.kill()

    def abandon(self) -> None:
        """The sandbox ends: the run has failed, and its processes die; one that has just ended by itself stays so."""
        with self.lock:
            if self.over:
                return
            self.abandoned = True
            self.ends(self.FAILED, "the sandbox was stopped", 0)
        self.kill()

    def kill(self) -> None:
        """End the run's processes."""
        process = self.process
        if process is not None and process.poll() is None:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass

    def _execute(self) -> None:
        from ministack.core.responses import set_request_account_id, set_request_region

        set_request_account_id(self.account)
        set_request_region(self.region)
        started = time.time()
        try:
            outcome, message = self._run()
        except Exception as problem:
            outcome, message = self.FAILED, f"{type(problem).__name__}: {problem}"
        remaining = self.settings.job_delay - (time.time() - started)
        while remaining > 0 and not self.stopped and not self.abandoned:
            time.sleep(min(remaining, 0.05))
            remaining = self.settings.job_delay - (time.time() - started)
        shutil.rmtree(self.directory, ignore_errors=True)
        with self.gateway.store.changing(self.service):
            with self.lock:
                if self.abandoned:
                    return
                if self.stopped:
                    outcome, message = self.STOPPED, None
                self.over = True
                self.ends(outcome, message, time.time() - started)
            self.ended()

    def _run(self) -> tuple[str, str | None]:
        script = self.script()
        content = _fetch(script.location)
        if content is None:
            return self.FAILED, f"LAUNCH ERROR | Script {script.location} cannot be read: no such object"
        self.directory.mkdir(parents=True, exist_ok=True)
        name = Path(split_location(script.location)[1]).name
        (self.directory / name).write_bytes(content)
        libraries = []
        for place in script.libraries:
            content = _fetch(place)
            if content is None:
                return self.FAILED, f"LAUNCH ERROR | {place} of {script.libraries_option} cannot be read: no such object"
            path = self.directory / Path(split_location(place)[1]).name
            path.write_bytes(content)
            libraries.append(str(path) if path.suffix in (".zip", ".egg", ".whl") else str(self.directory))
        if script.owner_of_default:
            self._make_default_database(script.owner_of_default)
        with self.lock:
            if self.stopped or self.abandoned:
                return self.STOPPED, None
            self.begins()
            self._spawn(name, script, libraries)
        self.gateway.store.keep_changed(self.service)
        return self._watch(script.minutes)

    def _make_default_database(self, role: str) -> None:
        """A Spark session with the Data Catalog as metastore makes the database `default` when it is missing.

        In Lake Formation whoever makes a database has every permission on it: here the script's role.
        """
        from ..errors import AwsError
        from ..glue import catalog
        from ..standins import lakeformation

        try:
            catalog.create_database_record({"Name": "default", "Description": "default Hive database"})
            if not role.startswith("arn:"):
                role = f"arn:aws:iam::{self.account}:role/{role}"
            lakeformation.grant_one({
                "Principal": {"DataLakePrincipalIdentifier": role},
                "Resource": {"Database": {"Name": "default"}},
                "Permissions": ["ALL"],
                "PermissionsWithGrantOption": ["ALL"],
            })
            self.gateway.store.keep_changed()
        except AwsError:
            pass

    def _spawn(self, name: str, script: Script, libraries: list) -> None:
        plan = {
            "argv": [name, *script.argv],
            "glue": script.glue_library,
            "network": script.network,
            "sail": script.sail,
            "script": name,
            "spark": script.spark,
        }
        package = str(Path(__file__).resolve().parents[2])
        environment = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "HOME": str(self.directory),
            "LANG": "C.UTF-8",
            "PYTHONPATH": os.pathsep.join([str(self.directory), *libraries, package]),
            "PYTHONUNBUFFERED": "1",
            "AWS_ENDPOINT_URL": self.settings.endpoint,
            "AWS_ALLOW_HTTP": "true",
            "AWS_VIRTUAL_HOSTED_STYLE_REQUEST": "false",
            "AWS_ACCESS_KEY_ID": self.account,
            "AWS_SECRET_ACCESS_KEY": "sandbox",
            "AWS_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        self.process = self.gateway.extensions.starter.start(self.directory, environment, script.spark)
        self.process.stdin.write(json.dumps(plan).encode() + b"\n")
        self.process.stdin.flush()

    def _watch(self, minutes: float | None) -> tuple[str, str | None]:
        process = self.process
        tails: dict = {}
        readers = [
            threading.Thread(
                target=contextvars.copy_context().run, args=(self._drain, stream, kind, tails), daemon=True
            )
            for stream, kind in ((process.stdout, "output"), (process.stderr, "error"))
        ]
        for reader in readers:
            reader.start()
        try:
            process.wait(timeout=minutes * 60 if minutes else None)
        except subprocess.TimeoutExpired:
            self.kill()
            process.wait()
            return self.TIMEOUT, "Job run exceeded its timeout"
        finally:
            process.stdin.close()
            for reader in readers:
                reader.join(timeout=5)
        if process.returncode == 0:
            return self.SUCCEEDED, None
        return self.FAILED, _reason(tails.get("error", []), process.returncode)

    def _drain(self, stream, kind: str, tails: dict) -> None:
        kept = tails.setdefault(kind, [])
        for line in stream:
            text = line.decode(errors="replace").rstrip("\n")
            kept.append(text)
            del kept[:-400]
            self.log(kind, text)


def _fetch(location: str) -> bytes | None:
    return get_object(*split_location(location)) if location.startswith("s3") else None


def _reason(lines: list, code: int) -> str:
    """The exception a script ended with."""
    for index in range(len(lines) - 1, -1, -1):
        if lines[index].startswith("Traceback (most recent call last)"):
            block = lines[index + 1 :]
            last = [line for line in block if line and not line.startswith((" ", "\t"))]
            if last:
                text = "\n".join(block[block.index(last[0]) :])
                return text[:4000]
    rest = [line for line in lines if line.strip()]
    if code < 0:
        return f"Command failed with signal {-code}. " + (rest[-1] if rest else "")
    return (rest[-1] if rest else f"Command failed with exit code {code}")[:4000]
