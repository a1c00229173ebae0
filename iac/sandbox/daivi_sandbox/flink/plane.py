"""What runs the applications of Managed Flink: in the place of the emulator's data plane, which would need Docker.

An application is a Python zip. Its program runs unchanged in a process of its own, on a stand-in for `pyflink` whose SQL is
executed by DuckDB. A savepoint is a copy of the application's state.
"""

import contextvars
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

from ..glue import logs
from ..objects import get_object


class Plane:
    """Has the functions of the emulator's module `kinesisanalyticsv2_flink`."""

    def __init__(self, gateway):
        self.gateway, self.settings = gateway, gateway.settings
        self.processes: dict = {}

    def install(self) -> None:
        from ministack.services import kinesisanalyticsv2

        kinesisanalyticsv2._dataplane = self

    def available(self) -> bool:
        return True

    def supports(self, runtime: str) -> bool:
        return runtime.startswith("FLINK-1_")

    def start(self, application: dict, savepoint: str | None, on_status) -> None:
        self._end(application)
        self.processes[_key(application)] = _Running(self, application, savepoint, on_status)

    def snapshot(self, application: dict, name: str) -> str | None:
        running = self.processes.get(_key(application))
        return running.savepoint(name) if running else None

    def stop(self, application: dict, force: bool, take_snapshot: bool) -> str | None:
        running = self._end(application)
        return running.savepoint(f"stop-{time.time_ns()}") if running and take_snapshot and not force else None

    def delete(self, application: dict) -> None:
        self._end(application)
        shutil.rmtree(self.directory(application), ignore_errors=True)

    def reset(self) -> None:
        self.close()

    def close(self) -> None:
        for running in list(self.processes.values()):
            running.end()

    def recover(self) -> None:
        """Applications that ran when the sandbox ended run again, from the state they had: on AWS they would go on."""
        from ministack.core.responses import set_request_account_id, set_request_region
        from ministack.services import kinesisanalyticsv2 as control

        for (account, region, name), record in list(control._applications._data.items()):
            if (self.settings.state / "flink" / name / "runs").exists():
                set_request_account_id(account)
                set_request_region(region)
                record["ApplicationStatus"] = "STARTING"
                control._launch(record, None)

    def directory(self, application: dict) -> Path:
        return self.settings.state / "flink" / application["ApplicationName"]

    def _end(self, application: dict):
        running = self.processes.pop(_key(application), None)
        if running is not None:
            running.end()
            (running.directory / "runs").unlink(missing_ok=True)
        return running


def _key(application: dict) -> tuple:
    return application["AccountId"], application["Region"], application["ApplicationName"]


class _Running:
    """One application's process, and a thread that watches it."""

    def __init__(self, plane: Plane, application: dict, savepoint: str | None, on_status):
        self.plane, self.application, self.on_status = plane, application, on_status
        self.directory = plane.directory(application)
        self.ended = False
        self.process: subprocess.Popen | None = None
        self.lock = threading.Lock()
        state = self.directory / "state.json"
        if savepoint and Path(savepoint).exists():
            shutil.copyfile(savepoint, state)
        context = contextvars.copy_context()
        threading.Thread(target=context.run, args=(self._run,), daemon=True, name="flink").start()

    def end(self) -> None:
        with self.lock:
            self.ended = True
            process = self.process
        if process is not None and process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def savepoint(self, name: str) -> str | None:
        state = self.directory / "state.json"
        if not state.exists():
            return None
        place = self.directory / f"{name}.savepoint"
        shutil.copyfile(state, place)
        return str(place)

    def _run(self) -> None:
        try:
            code = self._unpack()
            with self.lock:
                if self.ended:
                    return
                self.process = self._spawn(code)
            self._watch()
        except Exception as problem:
            self._failed(f"{type(problem).__name__}: {problem}")

    def _unpack(self) -> Path:
        described = self.application["ApplicationConfigurationDescription"]
        place = described["ApplicationCodeConfigurationDescription"]["CodeContentDescription"][
            "S3ApplicationCodeLocationDescription"
        ]
        content = get_object(place["BucketARN"].split(":::")[1], place["FileKey"])
        if content is None:
            raise FileNotFoundError(f"{place['BucketARN']}/{place['FileKey']} cannot be read")
        code = self.directory / "code"
        shutil.rmtree(code, ignore_errors=True)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            archive.extractall(code)
        groups = described.get("EnvironmentPropertyDescriptions", {}).get("PropertyGroupDescriptions", [])
        (self.directory / "application_properties.json").write_text(json.dumps(groups))
        options = next((g["PropertyMap"] for g in groups if g["PropertyGroupId"] == _OPTIONS), {})
        for option in ("python", "jarfile"):
            if option in options and not (code / options[option]).is_file():
                raise FileNotFoundError(f"{options[option]} ({_OPTIONS}, {option}) is not in the application's archive")
        # Flink hands the program on by itself: nothing says that other files of the archive lie beside it.
        alone = self.directory / "program"
        shutil.rmtree(alone, ignore_errors=True)
        alone.mkdir()
        return Path(shutil.copy(code / options.get("python", "main.py"), alone))

    def _spawn(self, program: Path) -> subprocess.Popen:
        settings = self.plane.settings
        process = subprocess.Popen(
            [sys.executable, "-m", "daivi_sandbox.flink.run_application"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=program.parent,
            env={
                "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
                "HOME": str(self.directory),
                "LANG": "C.UTF-8",
                "TZ": "UTC",
                "PYTHONPATH": os.pathsep.join([str(program.parent), str(Path(__file__).resolve().parents[2])]),
                "PYTHONUNBUFFERED": "1",
                "FLINK_APPLICATION_PROPERTIES": str(self.directory / "application_properties.json"),
                "AWS_ENDPOINT_URL": settings.endpoint,
                "AWS_ACCESS_KEY_ID": self.application["AccountId"],
                "AWS_SECRET_ACCESS_KEY": "sandbox",
                "AWS_REGION": self.application["Region"],
            },
            start_new_session=True,
        )
        plan = {"program": str(program), "state": str(self.directory / "state.json")}
        process.stdin.write(json.dumps(plan).encode() + b"\n")
        process.stdin.flush()
        return process

    def _watch(self) -> None:
        """The program says `RUNNING` when its job does; everything else it says is its log."""
        last = "it said nothing"
        for line in self.process.stdout:
            text = line.decode(errors="replace").rstrip("\n")
            if text == "RUNNING":
                (self.directory / "runs").touch()
                self.on_status("RUNNING")
                continue
            last = text.strip() and text or last
            logs.write(f"/aws/kinesis-analytics/{self.application['ApplicationName']}", "kinesis-analytics-log-stream", text)
        status = self.process.wait()
        if not self.ended:
            self._failed(f"the program ended with status {status}: {last}")

    def _failed(self, message: str) -> None:
        (self.directory / "runs").unlink(missing_ok=True)
        logs.write(f"/aws/kinesis-analytics/{self.application['ApplicationName']}", "kinesis-analytics-log-stream", message)
        if not self.ended:
            self.on_status("FAILED", message)


_OPTIONS = "kinesis.analytics.flink.run.options"
