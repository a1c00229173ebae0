"""One run of a Glue job, from fetching its script to its last log line."""

import contextvars
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from ..objects import get_object, split_location
from . import logs
from .spark_conf import sail_catalogs


class JobProcess:
    """Runs a script in a process group of its own, on a thread of the sandbox that watches it."""

    def __init__(self, jobs, job: dict, run: dict, account: str, region: str):
        self.jobs, self.job, self.run = jobs, job, run
        self.account, self.region = account, region
        self.settings = jobs.gateway.settings
        self.directory = self.settings.runs / run["Id"]
        self.process: subprocess.Popen | None = None
        self.stopped = False
        self.abandoned = False
        self.lock = threading.Lock()
        context = contextvars.copy_context()
        self.thread = threading.Thread(
            target=context.run, args=(self._execute,), daemon=True, name=f"glue-{run['Id'][:12]}"
        )
        self.thread.start()

    def stop(self) -> None:
        """Stop the run as BatchStopJobRun does."""
        with self.lock:
            self.stopped = True
            self.run["JobRunState"] = "STOPPING"
        self.kill()

    def abandon(self) -> None:
        """The sandbox ends: the run has failed, and its processes die."""
        with self.lock:
            self.abandoned = True
            self.run.update(JobRunState="FAILED", ErrorMessage="the sandbox was stopped", CompletedOn=time.time())
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
            state, message = self._script()
        except Exception as problem:
            state, message = "FAILED", f"{type(problem).__name__}: {problem}"
        remaining = self.settings.job_delay - (time.time() - started)
        while remaining > 0 and not self.stopped and not self.abandoned:
            time.sleep(min(remaining, 0.05))
            remaining = self.settings.job_delay - (time.time() - started)
        shutil.rmtree(self.directory, ignore_errors=True)
        now = time.time()
        with self.lock:
            if self.abandoned:
                return
            if self.stopped:
                state, message = "STOPPED", None
            self.run.update(JobRunState=state, LastModifiedOn=now, CompletedOn=now, ExecutionTime=int(now - started))
            if message:
                self.run["ErrorMessage"] = message
        self.jobs.ended(self.run)

    def _make_default_database(self) -> None:
        """A Spark session with the Data Catalog as metastore makes the database `default` when it is missing.

        In Lake Formation whoever makes a database has every permission on it: here the job's role.
        """
        from ..errors import AwsError
        from ..standins import lakeformation
        from . import catalog

        try:
            catalog.create_database_record({"Name": "default", "Description": "default Hive database"})
            role = self.job["Role"]
            if not role.startswith("arn:"):
                role = f"arn:aws:iam::{self.account}:role/{role}"
            lakeformation.grant_one({
                "Principal": {"DataLakePrincipalIdentifier": role},
                "Resource": {"Database": {"Name": "default"}},
                "Permissions": ["ALL"],
                "PermissionsWithGrantOption": ["ALL"],
            })
            self.jobs.gateway.store.keep_changed("lakeformation")
        except AwsError:
            pass

    def _script(self) -> tuple[str, str | None]:
        arguments = {**(self.job.get("DefaultArguments") or {}), **self.run["Arguments"]}
        location = (self.job.get("Command") or {}).get("ScriptLocation") or ""
        script = self._fetch(location)
        if script is None:
            return "FAILED", f"LAUNCH ERROR | Script {location} cannot be read: no such object"
        self.directory.mkdir(parents=True, exist_ok=True)
        name = Path(split_location(location)[1]).name
        (self.directory / name).write_bytes(script)
        libraries = []
        for place in filter(None, (arguments.get("--extra-py-files") or "").split(",")):
            content = self._fetch(place.strip())
            if content is None:
                return "FAILED", f"LAUNCH ERROR | {place} of --extra-py-files cannot be read: no such object"
            path = self.directory / Path(split_location(place.strip())[1]).name
            path.write_bytes(content)
            libraries.append(str(path) if path.suffix in (".zip", ".egg", ".whl") else str(self.directory))
        if arguments.get("--enable-glue-datacatalog") not in (None, "false"):
            self._make_default_database()
        with self.lock:
            if self.stopped or self.abandoned:
                return "STOPPED", None
            self.run["JobRunState"] = "RUNNING"
            self.run["LastModifiedOn"] = time.time()
            self._spawn(name, arguments, libraries)
        self.jobs.gateway.store.keep_changed("glue")
        return self._watch()

    def _fetch(self, location: str) -> bytes | None:
        return get_object(*split_location(location)) if location.startswith("s3") else None

    def _spawn(self, script: str, arguments: dict, libraries: list) -> None:
        argv = [
            script,
            "--JOB_NAME",
            self.run["JobName"],
            "--JOB_ID",
            self.run["JobName"],
            "--JOB_RUN_ID",
            self.run["Id"],
        ]
        for key, value in arguments.items():
            argv += [key, str(value)]
        plan = {
            "argv": argv,
            "sail": sail_catalogs(arguments, self.settings.endpoint, self.region),
            "script": script,
            "spark": (self.job.get("Command") or {}).get("Name") in ("glueetl", "gluestreaming"),
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
        self.process = subprocess.Popen(
            [sys.executable, "-m", "daivi_sandbox.spark.run_job"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=self.directory,
            env=environment,
            start_new_session=True,
        )
        self.process.stdin.write(json.dumps(plan).encode() + b"\n")
        self.process.stdin.flush()

    def _watch(self) -> tuple[str, str | None]:
        process = self.process
        tails: dict = {}
        readers = [
            threading.Thread(
                target=contextvars.copy_context().run, args=(self._drain, stream, group, tails), daemon=True
            )
            for stream, group in ((process.stdout, "output"), (process.stderr, "error"))
        ]
        for reader in readers:
            reader.start()
        try:
            process.wait(timeout=self.run["Timeout"] * 60)
        except subprocess.TimeoutExpired:
            self.kill()
            process.wait()
            return "TIMEOUT", "Job run exceeded its timeout"
        finally:
            process.stdin.close()
            for reader in readers:
                reader.join(timeout=5)
        if process.returncode == 0:
            return "SUCCEEDED", None
        return "FAILED", _reason(tails.get("error", []), process.returncode)

    def _drain(self, stream, group: str, tails: dict) -> None:
        kept = tails.setdefault(group, [])
        for line in stream:
            text = line.decode(errors="replace").rstrip("\n")
            kept.append(text)
            del kept[:-400]
            logs.write(f"/aws-glue/jobs/{group}", self.run["Id"], text)


def _reason(lines: list, code: int) -> str:
    """The exception a script ended with, in the words Glue uses."""
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
