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
        return {"JobRunId": self._begin(job, given, call.account, call.region)["Id"]}

    def _begin(self, job: dict, given: dict, account: str, region: str, **others) -> dict:
        """A run of a job, or another attempt at one (`others`), in a process of its own."""
        now = time.time()
        runs = catalog.stores()._job_runs.setdefault(given["JobName"], [])
        run = {
            "Id": f"jr_{uuid.uuid4().hex}{uuid.uuid4().hex}",
            "Attempt": 0,
            "JobName": given["JobName"],
            "JobMode": job.get("JobMode") or "SCRIPT",
            "StartedOn": now,
            "LastModifiedOn": now,
            "JobRunState": "STARTING",
            "Arguments": dict(given.get("Arguments") or {}),
            "PredecessorRuns": [],
            "ExecutionTime": 0,
            "Timeout": given.get("Timeout") or job.get("Timeout") or (None if _streams(job) else 480),
            "WorkerType": given.get("WorkerType") or job.get("WorkerType"),
            "NumberOfWorkers": given.get("NumberOfWorkers") or job.get("NumberOfWorkers"),
            "SecurityConfiguration": given.get("SecurityConfiguration") or job.get("SecurityConfiguration"),
            "LogGroupName": "/aws-glue/jobs",
            "GlueVersion": job.get("GlueVersion") or "5.0",
        }
        if given.get("JobRunId"):
            run["PreviousRunId"] = given["JobRunId"]
        run.update(others)
        runs.append(run)
        self.processes[run["Id"]] = JobProcess(self, job, run, account, region)
        return run

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

    def ended(self, run: dict, account: str, region: str) -> None:
        """A run is over. A stream that failed is begun again, as its job allows."""
        self.processes.pop(run["Id"], None)
        job = catalog.stores()._jobs.get(run["JobName"]) or {}
        if run["JobRunState"] == "FAILED" and _streams(job) and run["Attempt"] < int(job.get("MaxRetries") or 0):
            self._again(job, run, run["Attempt"] + 1, account, region)

    def _again(self, job: dict, run: dict, attempt: int, account: str, region: str) -> None:
        first = run["Id"].split("_attempt_")[0]
        others = {name: run[name] for name in ("Timeout", "WorkerType", "NumberOfWorkers", "SecurityConfiguration")}
        count = sum(found["Id"].startswith(first) for found in catalog.stores()._job_runs.get(run["JobName"], []))
        given = {"JobName": run["JobName"], "Arguments": run["Arguments"]}
        self._begin(job, given, account, region, Id=f"{first}_attempt_{count}", Attempt=attempt, **others)

    def recover(self) -> None:
        """Runs that were under way when the sandbox ended did not survive it; streams with retries are begun again."""
        from ministack.core.responses import set_request_account_id, set_request_region

        for (account, region, name), runs in list(catalog.stores()._job_runs._data.items()):
            set_request_account_id(account)
            set_request_region(region)
            for run in list(runs):
                if run["JobRunState"] not in _ENDED:
                    run.update(JobRunState="FAILED", ErrorMessage=_STOPPED, CompletedOn=time.time())
            job = catalog.stores()._jobs.get(name) or {}
            last = runs[-1] if runs else None
            if last and _streams(job) and last.get("ErrorMessage") == _STOPPED and int(job.get("MaxRetries") or 0):
                self._again(job, last, last["Attempt"], account, region)

    def close(self) -> None:
        """End every run; each has failed."""
        for process in list(self.processes.values()):
            process.abandon()


_STOPPED = "the sandbox was stopped"


def _streams(job: dict) -> bool:
    return (job.get("Command") or {}).get("Name") == "gluestreaming"
