"""Measures this build beside what it replaces and prints ratios; all figures, with their spread, go to a JSON file.

Everything that is compared runs in turn within this one run, on the same machine: the ratios mean something, single
times little. README.md beside this file says what is measured and what is not.
"""

import json
import platform
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

from stacks import AWSCommandLine, Stacks, first_order, stack_targets
from trial import Project, Timed

TOP = Path(__file__).resolve().parents[1]
BINARIES = TOP / ".build-release/release"
WORK = TOP / ".cache/bench"
REPORT = TOP / ".cache/bench.json"
FIRST_RUNS, AGAIN_RUNS, OTHER_AGAIN_RUNS = 3, 15, 3


def plain(value: float) -> str:
    """Three digits that count, without an exponent."""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


class Report:
    """Rows of (what, ours, beside, unit), medians, the ratio first."""

    def __init__(self):
        self.rows = []

    def add(self, what: str, ours: list, beside: list | None, unit: str, scale: float = 1, note: str = "") -> None:
        ours = [value * scale for value in ours]
        beside = [value * scale for value in beside] if beside else None
        row = {"what": what, "unit": unit, "ours": statistics.median(ours), "ours_all": ours, "note": note}
        if beside:
            pairs = zip(ours, beside) if len(ours) == len(beside) else [(row["ours"], statistics.median(beside))]
            row |= {"beside": statistics.median(beside), "beside_all": beside,
                    "ratio": statistics.median(mine / other for mine, other in pairs)}
        self.rows.append(row)
        print(f"  measured: {what}", file=sys.stderr, flush=True)

    def text(self) -> str:
        lines = [f"{'ratio':>7}  {'ours':>11}  {'beside':>11}  what (ours / beside, medians)"]
        for row in self.rows:
            ratio = f"{row['ratio']:7.3f}" if "ratio" in row else f"{'-':>7}"
            beside = f"{plain(row['beside']):>8} {row['unit']:<2}" if "beside" in row else f"{'-':>11}"
            lines.append(f"{ratio}  {plain(row['ours']):>8} {row['unit']:<2}  {beside}  {row['what']}")
        lines += [""] + [f"* {row['what']}: {row['note']}" for row in self.rows if row["note"]]
        return "\n".join(lines)


def deploys(report: Report) -> None:
    """First and repeated deploys of the targets that are stacks only, then of everything."""
    targets = stack_targets(BINARIES)
    first, other_first, again, other_again, memory, other_memory, again_memory = [], [], [], [], [], [], []
    for number in range(FIRST_RUNS):
        with Project(WORK / f"ours-{number}", BINARIES) as ours, Project(WORK / f"beside-{number}", BINARIES) as other:
            ours.start_sandbox(), other.start_sandbox()
            before = Stacks.of(AWSCommandLine(TOP, ours.endpoint))
            run = ours.host("deploy", *targets)
            first.append(run.seconds)
            memory.append(run.own_peak_kilobytes)
            made = [stack for stack in Stacks.of(AWSCommandLine(TOP, ours.endpoint)) if stack not in before]
            aws = AWSCommandLine(TOP, other.endpoint)
            runs = aws.deploy(first_order(made), other.directory)
            other_first.append(sum(run.seconds for run in runs))
            other_memory.append(max(run.own_peak_kilobytes for run in runs))
            if number == 0:
                for _ in range(AGAIN_RUNS):
                    run = ours.host("deploy", *targets)
                    again.append(run.seconds)
                    again_memory.append(run.own_peak_kilobytes)
                for _ in range(OTHER_AGAIN_RUNS):
                    other_again.append(sum(run.seconds for run in aws.deploy(made, other.directory)))
    names = f"{len(made)} stacks of {len(targets)} targets"
    report.add(f"first deploy of {names}", first, other_first, "s",
               note="beside `aws cloudformation deploy`, one stack after another with the same templates and parameters")
    report.add("no-op deploy of the same", again, other_again, "s", note="beside the same commands once more")
    report.add("peak memory of the host, first deploy", memory, other_memory, "MB", 1 / 1024,
               note="the host alone, beside the largest `aws` process")
    report.add("peak memory of the host, no-op", again_memory, None, "MB", 1 / 1024)


def everything(report: Report) -> None:
    """The whole platform, as `make deploy` does it; there is no other tool here that does the same."""
    with Project(WORK / "everything", BINARIES) as project:
        project.start_sandbox()
        first: Timed = project.host("deploy", accept=(0, 8))
        again = [project.host("deploy", accept=(0, 8)) for _ in range(AGAIN_RUNS)]
    report.add("first deploy of everything", [first.seconds], None, "s")
    report.add("processor time of host and modules in it", [first.processor_seconds], None, "s")
    report.add("peak memory of the host in it", [first.own_peak_kilobytes], None, "MB", 1 / 1024)
    report.add("no-op deploy of everything", [run.seconds for run in again], None, "s")
    report.add("peak memory of the host in that", [run.own_peak_kilobytes for run in again], None, "MB", 1 / 1024)


def inside(report: Report) -> None:
    """What DaiviBench measures within one process."""
    def run(*arguments) -> dict:
        output = subprocess.run([BINARIES / "DaiviBench", *arguments], cwd=WORK, check=True, capture_output=True)
        return json.loads(output.stdout)

    trip = run("round-trips")["apply"]
    report.add("request to a module and its answer", trip["ours"], trip["beside"], "us", 1e6,
               note="step/apply of a step that does nothing, beside the same bytes over bare pipes, read and written")
    ledger = WORK / "ledger"
    ledger.mkdir()
    appends = run("ledger", ledger)
    report.add("durable ledger append", appends["alone"]["ours"], appends["alone"]["beside"], "us", 1e6,
               note="one at a time, beside the same row through the SQLite C API; both flushed to the disk")
    report.add("durable ledger append, 8 writers", appends["together"]["ours"], appends["together"]["beside"], "us", 1e6,
               note="the ledger commits what waits together; the C API does one row after another")


def main() -> None:
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    report = Report()
    try:
        inside(report)
        deploys(report)
        everything(report)
    finally:
        shutil.rmtree(WORK, ignore_errors=True)
    REPORT.write_text(json.dumps({"machine": platform.machine(), "system": platform.platform(), "rows": report.rows},
                                 indent=1) + "\n")
    print(report.text())
    print(f"\nAll figures: {REPORT.relative_to(TOP)}")


if __name__ == "__main__":
    main()
