"""One run of a Glue job."""

import time

from .. import network
from ..spark.script_process import Script, ScriptProcess
from . import logs
from .spark_conf import sail_catalogs


class JobProcess(ScriptProcess):
    """The job's script with the job's and the run's arguments; the run's record is kept up to date."""

    service = "glue"

    def __init__(self, jobs, job: dict, run: dict, account: str, region: str):
        self.jobs, self.job, self.run = jobs, job, run
        super().__init__(jobs.gateway, run["Id"], account, region)

    def script(self) -> Script:
        arguments = {**(self.job.get("DefaultArguments") or {}), **self.run["Arguments"]}
        command = self.job.get("Command") or {}
        argv = ["--JOB_NAME", self.run["JobName"], "--JOB_ID", self.run["JobName"], "--JOB_RUN_ID", self.run["Id"]]
        for key, value in arguments.items():
            argv += [key, str(value)]
        uses_catalog = arguments.get("--enable-glue-datacatalog") not in (None, "false")
        return Script(
            location=command.get("ScriptLocation") or "",
            argv=argv,
            sail={
                **sail_catalogs(arguments, self.settings.endpoint, self.region),
                "streams": command.get("Name") == "gluestreaming",
            },
            # A streaming run goes on until somebody stops it, unless it has a limit of its own.
            minutes=self.run.get("Timeout"),
            libraries=[place.strip() for place in (arguments.get("--extra-py-files") or "").split(",") if place],
            network=network.reachable(self.job),
            spark=command.get("Name") in ("glueetl", "gluestreaming"),
            owner_of_default=self.job["Role"] if uses_catalog else None,
        )

    def begins(self) -> None:
        self.run.update(JobRunState="RUNNING", LastModifiedOn=time.time())

    def stops(self) -> None:
        self.run["JobRunState"] = "STOPPING"

    def ends(self, outcome: str, message: str | None, seconds: float) -> None:
        now = time.time()
        self.run.update(JobRunState=outcome, LastModifiedOn=now, CompletedOn=now, ExecutionTime=int(seconds))
        if message:
            self.run["ErrorMessage"] = message

    def ended(self) -> None:
        self.jobs.ended(self.run, self.account, self.region)

    def log(self, kind: str, text: str) -> None:
        logs.write(f"/aws-glue/jobs/{kind}", self.run["Id"], text)
