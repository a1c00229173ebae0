"""StartQueryExecution and what follows: states, results in pages, and the CSV in the workgroup's output location."""

import contextvars
import functools
import json
import re
import threading
import time
import uuid
from pathlib import Path

from ..errors import AwsError
from ..objects import put_object, split_location
from . import statements

EXECUTIONS: dict = {}  # (account, region, id) -> the execution
TOKENS: dict = {}  # (account, region, client token) -> id


class Queries:
    """Runs queries on threads; result rows are files of the state directory."""

    def __init__(self, gateway):
        self.gateway = gateway
        self.directory: Path = gateway.settings.state / "athena"
        self.directory.mkdir(parents=True, exist_ok=True)
        self.HANDLERS = {
            "StartQueryExecution": self.start,
            "GetQueryExecution": self.get,
            "GetQueryResults": self.results,
            "StopQueryExecution": self.stop,
            "ListQueryExecutions": self.list,
            "BatchGetQueryExecution": self.batch,
        }

    def start(self, call):
        """StartQueryExecution; the same ClientRequestToken is the same execution."""
        from ministack.services import athena

        given = call.parameters
        key = (call.account, call.region)
        token = given.get("ClientRequestToken")
        if token and (*key, token) in TOKENS:
            return {"QueryExecutionId": TOKENS[(*key, token)]}
        name = given.get("WorkGroup") or "primary"
        group = athena._workgroups.get(name)
        if group is None:
            raise AwsError("InvalidRequestException", f"WorkGroup {name} is not found.")
        if group.get("State") == "DISABLED":
            raise AwsError("InvalidRequestException", f"WorkGroup {name} is disabled.")
        settings = group.get("Configuration") or {}
        wanted = (given.get("ResultConfiguration") or {}).get("OutputLocation")
        fixed = (settings.get("ResultConfiguration") or {}).get("OutputLocation")
        location = (
            fixed
            if (str(settings.get("EnforceWorkGroupConfiguration", "true")).lower() == "true" and fixed)
            else wanted or fixed
        )
        if not location:
            raise AwsError(
                "InvalidRequestException",
                "No output location provided. An output location is required either "
                "through the Workgroup result configuration setting or as an API input.",
            )
        statements.refuse_malformed(given["QueryString"])
        identifier = str(uuid.uuid4())
        kind = statements.kind_of(given["QueryString"])
        suffix = "csv" if kind == "DML" else "txt"
        execution = {
            "QueryExecutionId": identifier,
            "Query": given["QueryString"],
            "StatementType": kind,
            "ResultConfiguration": {
                **(settings.get("ResultConfiguration") or {}),
                "OutputLocation": f"{location.rstrip('/')}/{identifier}.{suffix}",
            },
            "QueryExecutionContext": given.get("QueryExecutionContext") or {},
            "WorkGroup": name,
            "Status": {"State": "QUEUED", "SubmissionDateTime": time.time()},
            "Statistics": {"EngineExecutionTimeInMillis": 0, "DataScannedInBytes": 0, "TotalExecutionTimeInMillis": 0},
            "EngineVersion": {"SelectedEngineVersion": "AUTO", "EffectiveEngineVersion": "Athena engine version 3"},
        }
        EXECUTIONS[(*key, identifier)] = execution
        if token:
            TOKENS[(*key, token)] = identifier
        context = contextvars.copy_context()
        threading.Thread(
            target=context.run, args=(self._run, execution, given.get("ExecutionParameters")), daemon=True
        ).start()
        return {"QueryExecutionId": identifier}

    def _run(self, execution: dict, parameters) -> None:
        status = execution["Status"]
        status["State"] = "RUNNING"
        started = time.time()
        place = execution["QueryExecutionContext"]
        try:
            query = _with_parameters(execution["Query"], parameters or [])
            result = statements.run(query, place.get("Catalog"), place.get("Database"))
            self._save(execution, result)
            state, reason = "SUCCEEDED", None
        except AwsError as error:
            state, reason = "FAILED", f"{error.code}: {error.message}"
        except Exception as problem:
            state, reason = "FAILED", f"GENERIC_INTERNAL_ERROR: {problem}"
        if status["State"] == "CANCELLED":
            return
        now = time.time()
        spent = int((now - started) * 1000)
        with self.gateway.store.changing("athena"):
            execution["Statistics"].update(EngineExecutionTimeInMillis=spent, TotalExecutionTimeInMillis=spent)
            status.update(CompletionDateTime=now)
            if reason:
                status["StateChangeReason"] = reason
                status["AthenaError"] = {"ErrorCategory": 2, "ErrorType": 1, "Retryable": False, "ErrorMessage": reason}
            status["State"] = state

    def _save(self, execution: dict, result) -> None:
        rows = self.directory / f"{execution['QueryExecutionId']}.json"
        rows.write_text(json.dumps({"columns": result.columns, "rows": result.rows, "kind": result.kind}))
        bucket, key = split_location(execution["ResultConfiguration"]["OutputLocation"])
        if key.endswith(".csv"):
            lines = [",".join(_field(name) for name, _ in result.columns)]
            lines += [",".join(_field(value) for value in row) for row in result.rows]
        else:
            lines = ["\t".join(value or "" for value in row) for row in result.rows]
        try:
            put_object(bucket, key, ("\n".join(lines) + "\n").encode())
        except FileNotFoundError:
            raise AwsError("NOT_FOUND", f"Unable to verify/create output bucket {bucket}") from None

    def _execution(self, call) -> dict:
        found = EXECUTIONS.get((call.account, call.region, call.parameters["QueryExecutionId"]))
        if found is None:
            raise AwsError(
                "InvalidRequestException", f"QueryExecution {call.parameters['QueryExecutionId']} was not found"
            )
        return found

    def get(self, call):
        return {"QueryExecution": self._execution(call)}

    def batch(self, call):
        wanted = call.parameters["QueryExecutionIds"]
        found = [EXECUTIONS[key] for key in ((call.account, call.region, name) for name in wanted) if key in EXECUTIONS]
        missing = set(wanted) - {execution["QueryExecutionId"] for execution in found}
        return {
            "QueryExecutions": found,
            "UnprocessedQueryExecutionIds": [
                {"QueryExecutionId": name, "ErrorCode": "INVALID_INPUT", "ErrorMessage": "not found"}
                for name in sorted(missing)
            ],
        }

    def list(self, call):
        group = call.parameters.get("WorkGroup") or "primary"
        return {
            "QueryExecutionIds": [
                execution["QueryExecutionId"]
                for key, execution in reversed(EXECUTIONS.items())
                if key[:2] == (call.account, call.region) and execution["WorkGroup"] == group
            ][:50]
        }

    def stop(self, call):
        execution = self._execution(call)
        if execution["Status"]["State"] in ("QUEUED", "RUNNING"):
            execution["Status"].update(State="CANCELLED", CompletionDateTime=time.time())
        return {}

    def results(self, call):
        """GetQueryResults: a page of rows; the first page of a SELECT begins with the column names."""
        execution = self._execution(call)
        state = execution["Status"]["State"]
        if state == "FAILED":
            raise AwsError(
                "InvalidRequestException",
                f"Query did not finish successfully. Final query state: FAILED: "
                f"{execution['Status'].get('StateChangeReason')}",
            )
        if state != "SUCCEEDED":
            raise AwsError("InvalidRequestException", f"Query has not yet finished. Current state: {state}")
        held = _held(self.directory / f"{execution['QueryExecutionId']}.json")
        rows = held["rows"]
        if held["kind"] == "DML":
            rows = [[name for name, _ in held["columns"]], *rows]
        start = int(call.parameters.get("NextToken") or 0)
        size = call.parameters.get("MaxResults") or 1000
        page = {
            "ResultSet": {
                "Rows": [
                    {"Data": [{} if value is None else {"VarCharValue": value} for value in row]}
                    for row in rows[start : start + size]
                ],
                "ResultSetMetadata": {"ColumnInfo": [_column(name, kind) for name, kind in held["columns"]]},
            },
            "UpdateCount": 0,
        }
        if start + size < len(rows):
            page["NextToken"] = str(start + size)
        return page

    def recover(self) -> None:
        """Queries that were under way when the sandbox was killed."""
        for execution in EXECUTIONS.values():
            if execution["Status"]["State"] in ("QUEUED", "RUNNING"):
                execution["Status"].update(State="FAILED", StateChangeReason="the sandbox was stopped")


@functools.lru_cache(maxsize=2)
def _held(path: Path) -> dict:
    """What a query found: read once for all of its pages. It never changes, whoever reads it leaves it as it is."""
    return json.loads(path.read_text())


def _with_parameters(query: str, values: list) -> str:
    """Put execution parameters, which are SQL literals, in the place of question marks."""
    waiting = list(values)
    if not waiting:
        return query
    return re.sub(
        r"'(?:[^']|'')*'|\?", lambda found: waiting.pop(0) if found[0] == "?" and waiting else found[0], query
    )


def _field(value) -> str:
    """Athena's CSV: everything in quotes, null as nothing."""
    return "" if value is None else '"' + str(value).replace('"', '""') + '"'


def _column(name: str, kind: str) -> dict:
    precision, scale = {
        "varchar": (2147483647, 0),
        "bigint": (19, 0),
        "integer": (10, 0),
        "double": (17, 0),
        "decimal": (38, 8),
        "date": (0, 0),
        "timestamp": (3, 0),
        "boolean": (0, 0),
    }.get(kind, (0, 0))
    return {
        "CatalogName": "hive",
        "SchemaName": "",
        "TableName": "",
        "Name": name,
        "Label": name,
        "Type": kind,
        "Precision": precision,
        "Scale": scale,
        "Nullable": "UNKNOWN",
        "CaseSensitive": kind in ("varchar", "string"),
    }
