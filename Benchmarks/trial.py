"""A project of its own to try things in, and commands that are timed in it."""

import os
import shutil
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]


@dataclass
class Timed:
    seconds: float
    #: Of the process and of every process that it waited for.
    processor_seconds: float
    #: High-water mark of the process alone, without those it started.
    own_peak_kilobytes: int
    output: str


def timed(command: list, directory: Path, environment: dict, accept=(0,)) -> Timed:
    """Runs a command to its end; raises when its exit status is not among those accepted."""
    log = directory / "last.log"
    with open(log, "wb") as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=directory, env=environment, stdout=output, stderr=subprocess.STDOUT)
        peak = _Peak(process.pid)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    text = log.read_text(errors="replace")
    if process.returncode not in accept:
        raise SystemExit(f"{' '.join(map(str, command))} ended with status {process.returncode}:\n{text[-3000:]}")
    return Timed(seconds, usage.ru_utime + usage.ru_stime, peak.kilobytes(), text)


class _Peak:
    """Reads a process's own high-water mark until it ends: the kernel's figure at the end counts its children too."""

    def __init__(self, pid: int):
        self._path = f"/proc/{pid}/status"
        self._highest = 0
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        try:
            while True:
                with open(self._path) as status:
                    for line in status:
                        if line.startswith("VmHWM:"):
                            self._highest = int(line.split()[1])
                            break
                    else:
                        return
                time.sleep(0.002)
        except OSError:
            pass

    def kilobytes(self) -> int:
        self._thread.join()
        return self._highest


class Project:
    """A directory with a sandbox of its own, both gone afterwards."""

    def __init__(self, directory: Path, binaries: Path):
        self.directory, self.binaries, self.endpoint = directory, binaries, None
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "DAIVI_"))}
        self.environment = {**kept, "DAIVI_SANDBOX_VENV": str(TOP / ".daivi/sandbox/venv")}

    def __enter__(self):
        # The mark of a project: without it the checkout's own .daivi would be found.
        (self.directory / ".daivi").mkdir(parents=True)
        return self

    def __exit__(self, *_):
        self.host("sandbox", "stop")
        shutil.rmtree(self.directory)

    def host(self, *arguments, accept=(0,)) -> Timed:
        return timed([str(self.binaries / "daivi-host"), *arguments], self.directory, self.environment, accept)

    def start_sandbox(self) -> None:
        self.endpoint = self.host("sandbox", "start").output.split()[-1]
