"""Glue Data Quality: rulesets are kept, and evaluation runs really look at the table."""

import contextvars
import threading
import time
import uuid

from ..errors import AwsError
from . import dqdl, federated

RULESETS: dict = {}  # (account, region, name) -> ruleset
RUNS: dict = {}  # (account, region, run id) -> run
RESULTS: dict = {}  # (account, region, result id) -> result
TOKENS: dict = {}  # (account, region, client token) -> run id
_store = None


def keep_in(store) -> None:
    """Where the end of a run is kept."""
    global _store
    _store = store


def _key(name: str) -> tuple:
    return (*federated.scope(), name)


def _ruleset(name: str) -> dict:
    found = RULESETS.get(_key(name))
    if found is None:
        raise AwsError("EntityNotFoundException", f"Cannot find Data Quality Ruleset {name} in account.")
    return found


def create_ruleset(call):
    given = call.parameters
    if _key(given["Name"]) in RULESETS:
        raise AwsError("AlreadyExistsException", f"Data Quality Ruleset {given['Name']} already exists.")
    _parse(given["Ruleset"])
    now = time.time()
    RULESETS[_key(given["Name"])] = {
        **{name: given[name] for name in ("Name", "Description", "Ruleset", "TargetTable") if name in given},
        "CreatedOn": now,
        "LastModifiedOn": now,
    }
    return {"Name": given["Name"]}


def _parse(text: str) -> list:
    try:
        return dqdl.parse(text)
    except dqdl.NotUnderstood as problem:
        raise AwsError("InvalidInputException", f"Error in the ruleset: {problem}") from None


def get_ruleset(call):
    return dict(_ruleset(call.parameters["Name"]))


def list_rulesets(call):
    found = []
    for (account, region, _), record in RULESETS.items():
        if (account, region) == federated.scope():
            summary = {
                name: record[name]
                for name in ("Name", "Description", "CreatedOn", "LastModifiedOn", "TargetTable")
                if name in record
            }
            found.append({**summary, "RuleCount": len(dqdl.parse(record["Ruleset"]))})
    return {"Rulesets": found}


def update_ruleset(call):
    record = _ruleset(call.parameters["Name"])
    if "Ruleset" in call.parameters:
        _parse(call.parameters["Ruleset"])
    record.update(
        {name: call.parameters[name] for name in ("Ruleset", "Description") if name in call.parameters},
        LastModifiedOn=time.time(),
    )
    return {"Name": record["Name"], "Ruleset": record["Ruleset"], "Description": record.get("Description") or ""}


def delete_ruleset(call):
    _ruleset(call.parameters["Name"])
    del RULESETS[_key(call.parameters["Name"])]
    return {}


def start_run(call):
    """StartDataQualityRulesetEvaluationRun; the same ClientToken is the same run."""
    given = call.parameters
    token = given.get("ClientToken")
    if token and _key(token) in TOKENS:
        return {"RunId": TOKENS[_key(token)]}
    table = given["DataSource"].get("GlueTable") or (given["DataSource"].get("DataQualityGlueTable"))
    if not table:
        raise AwsError("InvalidInputException", "DataSource needs a GlueTable")
    if len(given["RulesetNames"]) != 1:
        raise AwsError("InvalidInputException", "one ruleset in an evaluation run")
    rules = _parse(_ruleset(given["RulesetNames"][0])["Ruleset"])
    now = time.time()
    run = {
        "RunId": f"dqrun-{uuid.uuid4().hex}",
        "DataSource": given["DataSource"],
        "Role": given["Role"],
        "NumberOfWorkers": given.get("NumberOfWorkers") or 5,
        "Timeout": given.get("Timeout") or 2880,
        "Status": "STARTING",
        "StartedOn": now,
        "LastModifiedOn": now,
        "RulesetNames": given["RulesetNames"],
        "AdditionalRunOptions": given.get("AdditionalRunOptions") or {},
    }
    RUNS[_key(run["RunId"])] = run
    if token:
        TOKENS[_key(token)] = run["RunId"]
    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(_evaluate, run, table, rules), daemon=True).start()
    return {"RunId": run["RunId"]}


def _evaluate(run: dict, table: dict, rules: list) -> None:
    from . import dq_engine

    run.update(Status="RUNNING", LastModifiedOn=time.time())
    started = time.time()
    try:
        outcomes = dq_engine.evaluate(table, rules)
        result = {
            "ResultId": f"dqresult-{uuid.uuid4().hex}",
            "DataSource": run["DataSource"],
            "RulesetName": run["RulesetNames"][0],
            "Score": sum(outcome["Result"] == "PASS" for outcome in outcomes) / max(len(outcomes), 1),
            "StartedOn": started,
            "CompletedOn": time.time(),
            "RulesetEvaluationRunId": run["RunId"],
            "RuleResults": outcomes,
        }
        RESULTS[_key(result["ResultId"])] = result
        ending = {"Status": "SUCCEEDED", "ResultIds": [result["ResultId"]]}
    except AwsError as error:
        ending = {"Status": "FAILED", "ErrorString": f"{error.code}: {error.message}"}
    except Exception as problem:
        ending = {"Status": "FAILED", "ErrorString": f"{type(problem).__name__}: {problem}"}
    now = time.time()
    with _store.changing("glue"):
        run.update(ending, CompletedOn=now, LastModifiedOn=now, ExecutionTime=int(now - started))


def get_run(call):
    found = RUNS.get(_key(call.parameters["RunId"]))
    if found is None:
        raise AwsError("EntityNotFoundException", f"Cannot find Data Quality run {call.parameters['RunId']}")
    return dict(found)


def cancel_run(call):
    found = get_run(call)
    if found["Status"] in ("STARTING", "RUNNING"):
        RUNS[_key(found["RunId"])].update(Status="STOPPED", CompletedOn=time.time())
    return {}


def get_result(call):
    found = RESULTS.get(_key(call.parameters["ResultId"]))
    if found is None:
        raise AwsError("EntityNotFoundException", f"Cannot find Data Quality result {call.parameters['ResultId']}")
    return dict(found)


def batch_get_results(call):
    wanted = call.parameters["ResultIds"]
    found = [RESULTS[_key(name)] for name in wanted if _key(name) in RESULTS]
    return {"Results": found, "ResultsNotFound": [name for name in wanted if _key(name) not in RESULTS]}


def list_results(call):
    found = [result for (account, region, _), result in RESULTS.items() if (account, region) == federated.scope()]
    return {
        "Results": [
            {"ResultId": result["ResultId"], "DataSource": result["DataSource"], "StartedOn": result["StartedOn"]}
            for result in reversed(found)
        ]
    }


def list_runs(call):
    found = [run for (account, region, _), run in RUNS.items() if (account, region) == federated.scope()]
    return {
        "Runs": [
            {
                "RunId": run["RunId"],
                "Status": run["Status"],
                "StartedOn": run["StartedOn"],
                "DataSource": run["DataSource"],
            }
            for run in reversed(found)
        ]
    }


def recover() -> None:
    """Runs that were under way when the sandbox was killed."""
    for run in RUNS.values():
        if run["Status"] in ("STARTING", "RUNNING"):
            run.update(Status="FAILED", ErrorString="the sandbox was stopped", CompletedOn=time.time())


HANDLERS = {
    "CreateDataQualityRuleset": create_ruleset,
    "GetDataQualityRuleset": get_ruleset,
    "ListDataQualityRulesets": list_rulesets,
    "UpdateDataQualityRuleset": update_ruleset,
    "DeleteDataQualityRuleset": delete_ruleset,
    "StartDataQualityRulesetEvaluationRun": start_run,
    "GetDataQualityRulesetEvaluationRun": get_run,
    "CancelDataQualityRulesetEvaluationRun": cancel_run,
    "GetDataQualityResult": get_result,
    "BatchGetDataQualityResult": batch_get_results,
    "ListDataQualityResults": list_results,
    "ListDataQualityRulesetEvaluationRuns": list_runs,
}
