"""Glue jobs that run: each run is a process of its own with the job's script, arguments and Spark catalogs."""

import time
import uuid

from ..errors import AwsError
from . import catalog
from .job_process import JobProcess

_ENDED = ("SUCCEEDED", "FAILED", "STOPPED", "TIMEOUT", "ERROR")


class Jobs:
    """Starts, watches and stops runs. The records live in the emulator's store, newest last."""

    def __init__(self, gateway):
        self.gateway = gateway
        self.processes: dict = {}
        self.HANDLERS = {
            "StartJobRun": self.start,
            "GetJobRun": self.get,
            "GetJobRuns": self.list,
            "BatchStopJobRun": self.stop,
        }

    def running(self) -> int:
        return len(self.processes)

    def start(self, call):
        """StartJobRun: refuses more runs at once than the job allows."""
        given = call.parameters
        job = self._job(given["JobName"])
        runs = catalog.stores()._job_runs.setdefault(given["JobName"], [])
        allowed = (job.get("ExecutionProperty") or {}).get("MaxConcurrentRuns") or 1
        if sum(run["JobRunState"] not in _ENDED for run in runs) >= allowed:
            raise AwsError("ConcurrentRunsExceededException", f"Concurrent runs exceeded for {given['JobName']}")
        now = time.time()
        run = {
            "Id": given.get("JobRunId") or f"jr_{uuid.uuid4().hex}{uuid.uuid4().hex}",
            "Attempt": 0,
            "JobName": given["JobName"],
            "JobMode": job.get("JobMode") or "SCRIPT",
            "StartedOn": now,
            "LastModifiedOn": now,
            "JobRunState": "STARTING",
            "Arguments": dict(given.get("Arguments") or {}),
            "PredecessorRuns": [],
            "ExecutionTime": 0,
            "Timeout": given.get("Timeout") or job.get("Timeout") or 480,
            "WorkerType": given.get("WorkerType") or job.get("WorkerType"),
            "NumberOfWorkers": given.get("NumberOfWorkers") or job.get("NumberOfWorkers"),
            "SecurityConfiguration": given.get("SecurityConfiguration") or job.get("SecurityConfiguration"),
            "LogGroupName": "/aws-glue/jobs",
            "GlueVersion": job.get("GlueVersion") or "5.0",
        }
        if given.get("JobRunId"):
            run["PreviousRunId"] = given["JobRunId"]
            run["Id"] = f"jr_{uuid.uuid4().hex}{uuid.uuid4().hex}"
        runs.append(run)
        self.gateway.store.keep_changed("glue")
        self.processes[run["Id"]] = JobProcess(self, job, run, call.account, call.region)
        return {"JobRunId": run["Id"]}

    def _job(self, name: str) -> dict:
        job = catalog.stores()._jobs.get(name)
        if job is None:
            raise AwsError("EntityNotFoundException", f"Failed to start job run due to missing metadata: job {name}")
        return job

    def get(self, call):
        self._job(call.parameters["JobName"])
        return {"JobRun": self._run(call.parameters["JobName"], call.parameters["RunId"])}

    def _run(self, name: str, identifier: str) -> dict:
        for run in catalog.stores()._job_runs.get(name, []):
            if run["Id"] == identifier:
                return {key: value for key, value in run.items() if value is not None}
        raise AwsError("EntityNotFoundException", f"Job run {identifier} of {name} not found.")

    def list(self, call):
        """GetJobRuns: newest first, in pages."""
        given = call.parameters
        self._job(given["JobName"])
        runs = [
            {key: value for key, value in run.items() if value is not None}
            for run in reversed(catalog.stores()._job_runs.get(given["JobName"], []))
        ]
        first = int(given.get("NextToken") or 0)
        size = given.get("MaxResults") or 200
        page = {"JobRuns": runs[first : first + size]}
        if first + size < len(runs):
            page["NextToken"] = str(first + size)
        return page

    def stop(self, call):
        """BatchStopJobRun: the run's processes die; the run is STOPPING until they have."""
        name = call.parameters["JobName"]
        stopped, errors = [], []
        for identifier in call.parameters["JobRunIds"]:
            process = self.processes.get(identifier)
            if process is None:
                code = "JobRunNotFoundException"
                try:
                    state = self._run(name, identifier)["JobRunState"]
                    code, text = "JobRunNotInTerminalState", f"the run is {state}"
                except AwsError as error:
                    text = error.message
                errors.append(
                    {"JobName": name, "JobRunId": identifier, "ErrorDetail": {"ErrorCode": code, "ErrorMessage": text}}
                )
            else:
                process.stop()
                stopped.append({"JobName": name, "JobRunId": identifier})
        return {"SuccessfulSubmissions": stopped, "Errors": errors}

    def ended(self, run: dict) -> None:
        """A run is over: keep its record before anybody can ask."""
        self.processes.pop(run["Id"], None)
        self.gateway.store.keep_changed("glue")

    def recover(self) -> None:
        """Runs that were under way when the sandbox was killed did not survive it."""
        for runs in catalog.stores()._job_runs._data.values():
            for run in runs:
                if run["JobRunState"] not in _ENDED:
                    run.update(JobRunState="FAILED", ErrorMessage="the sandbox was stopped", CompletedOn=time.time())

    def close(self) -> None:
        """End every run; each has failed."""
        for process in list(self.processes.values()):
            process.abandon()
