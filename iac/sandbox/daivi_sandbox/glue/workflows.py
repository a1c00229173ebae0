"""Glue workflow runs that do something: a run starts the jobs of the workflow's on-demand trigger and follows them.

Conditional triggers and crawlers stay records: a workflow whose on-demand trigger starts no job is over at once.
"""

import time
import types
import uuid

from ..errors import AwsError
from . import catalog


class Workflows:
    """Starts runs and tells of them. The records live in the emulator's store, newest last."""

    def __init__(self, gateway, jobs):
        self.gateway, self.jobs = gateway, jobs
        self.HANDLERS = {
            "StartWorkflowRun": self.start,
            "GetWorkflowRun": self.get,
            "GetWorkflowRuns": self.list,
            "GetWorkflowRunProperties": self.properties,
            "PutWorkflowRunProperties": self.put_properties,
        }

    def start(self, call):
        """StartWorkflowRun: refuses more runs at once than the workflow allows."""
        given = call.parameters
        workflow = self._workflow(given["Name"])
        runs = catalog.stores()._workflow_runs.setdefault(given["Name"], [])
        allowed = int(workflow.get("MaxConcurrentRuns") or 0)
        if allowed and sum(self._told(run)["Status"] == "RUNNING" for run in runs) >= allowed:
            raise AwsError("ConcurrentRunsExceededException", f"Concurrent runs exceeded for {given['Name']}")
        run = {
            "WorkflowRunId": f"wr_{uuid.uuid4().hex}{uuid.uuid4().hex}",
            "Name": given["Name"],
            "StartedOn": time.time(),
            "WorkflowRunProperties": {
                **(workflow.get("DefaultRunProperties") or {}),
                **(given.get("RunProperties") or {}),
            },
            "JobRuns": [],
        }
        runs.append(run)
        try:
            for action in self._first_actions(given["Name"]):
                run["JobRuns"].append((action["JobName"], self._start_job(call, action, run)))
        except AwsError as error:
            run["ErrorMessage"] = error.message
        return {"RunId": run["WorkflowRunId"]}

    def _start_job(self, call, action: dict, run: dict) -> str:
        arguments = {
            **(action.get("Arguments") or {}),
            "--WORKFLOW_NAME": run["Name"],
            "--WORKFLOW_RUN_ID": run["WorkflowRunId"],
        }
        parameters = {"JobName": action["JobName"], "Arguments": arguments}
        if action.get("Timeout"):
            parameters["Timeout"] = int(action["Timeout"])
        made = types.SimpleNamespace(parameters=parameters, account=call.account, region=call.region)
        return self.jobs.start(made)["JobRunId"]

    def _first_actions(self, name: str) -> list:
        return [
            action
            for trigger in catalog.stores()._triggers.values()
            if trigger.get("WorkflowName") == name and trigger.get("Type") == "ON_DEMAND"
            for action in trigger.get("Actions") or []
            if action.get("JobName")
        ]

    def _workflow(self, name: str) -> dict:
        workflow = catalog.stores()._workflows.get(name)
        if workflow is None:
            raise AwsError("EntityNotFoundException", f"Entity not found: workflow {name}")
        return workflow

    def _run(self, name: str, identifier: str) -> dict:
        self._workflow(name)
        for run in catalog.stores()._workflow_runs.get(name, []):
            if run["WorkflowRunId"] == identifier:
                return run
        raise AwsError("EntityNotFoundException", f"Entity not found: run {identifier} of workflow {name}")

    def _told(self, run: dict) -> dict:
        """The run as the API tells of it: how its jobs are now."""
        started = catalog.stores()._job_runs
        states, ended = [], []
        for job, identifier in run.get("JobRuns", []):
            for found in started.get(job, []):
                if found["Id"] == identifier:
                    states.append(found["JobRunState"])
                    ended.append(found.get("CompletedOn"))
        counts = {
            "TotalActions": len(states),
            "SucceededActions": sum(state == "SUCCEEDED" for state in states),
            "FailedActions": sum(state in ("FAILED", "ERROR") for state in states),
            "StoppedActions": sum(state == "STOPPED" for state in states),
            "TimeoutActions": sum(state == "TIMEOUT" for state in states),
            "RunningActions": sum(moment is None for moment in ended),
        }
        told = {key: run[key] for key in ("WorkflowRunId", "Name", "StartedOn", "WorkflowRunProperties")}
        told["Statistics"] = counts
        told["Status"] = "RUNNING" if counts["RunningActions"] else "COMPLETED"
        if run.get("ErrorMessage"):
            told.update(Status="ERROR", ErrorMessage=run["ErrorMessage"])
        if told["Status"] != "RUNNING":
            told["CompletedOn"] = max([moment for moment in ended if moment] or [run["StartedOn"]])
        return told

    def get(self, call):
        return {"Run": self._told(self._run(call.parameters["Name"], call.parameters["RunId"]))}

    def list(self, call):
        """GetWorkflowRuns: newest first, in pages."""
        given = call.parameters
        self._workflow(given["Name"])
        runs = list(reversed(catalog.stores()._workflow_runs.get(given["Name"], [])))
        first, size = int(given.get("NextToken") or 0), given.get("MaxResults") or 100
        page = {"Runs": [self._told(run) for run in runs[first : first + size]]}
        if first + size < len(runs):
            page["NextToken"] = str(first + size)
        return page

    def properties(self, call):
        return {"RunProperties": self._run(call.parameters["Name"], call.parameters["RunId"])["WorkflowRunProperties"]}

    def put_properties(self, call):
        given = call.parameters
        self._run(given["Name"], given["RunId"])["WorkflowRunProperties"].update(given["RunProperties"])
        return {}
