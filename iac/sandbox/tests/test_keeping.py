"""Nobody is told what is not on disk, and what is on disk is whole."""

import io
import json
import tempfile
import threading
import types
import unittest
from pathlib import Path
from unittest import mock

from daivi_sandbox import pypi
from daivi_sandbox.athena import queries
from daivi_sandbox.cloudformation import install as cloudformation
from daivi_sandbox.gateway import Gateway
from daivi_sandbox.persistence import Store
from daivi_sandbox.spark.script_process import ScriptProcess

READING = types.SimpleNamespace(mutates=False)
WHEEL = f"/_daivi/pypi/packages/ab/cd/{'0' * 60}/some-1.0-py3-none-any.whl"


class EndsOfRuns(unittest.TestCase):
    def test_a_read_keeps_a_change_that_no_request_made_until_it_is_kept(self):
        gateway = Gateway.__new__(Gateway)
        gateway.store = Store(Path("/"))
        kept: list = []
        gateway.store.keep_changed = lambda service: kept.append((service, gateway._must_be_kept(READING, 200)))
        with gateway.store.changing("glue"):
            self.assertTrue(gateway._must_be_kept(READING, 200))
        self.assertEqual([("glue", True)], kept)
        self.assertFalse(gateway._must_be_kept(READING, 200))

    def test_a_run_that_ended_by_itself_has_not_failed_when_the_sandbox_ends(self):
        run = ScriptProcess.__new__(ScriptProcess)
        run.lock, run.over, run.abandoned, run.process = threading.Lock(), True, False, None
        run.ends = lambda *outcome: self.fail(outcome)
        run.abandon()


class Results(unittest.TestCase):
    def test_a_result_is_read_once_for_all_of_its_pages(self):
        with tempfile.TemporaryDirectory() as state:
            settings = types.SimpleNamespace(state=Path(state))
            ours = queries.Queries(types.SimpleNamespace(settings=settings))
            rows = [[str(number)] for number in range(2500)]
            held = {"columns": [["n", "bigint"]], "rows": rows, "kind": "DML"}
            (Path(state) / "athena" / "q.json").write_text(json.dumps(held))
            execution = {"QueryExecutionId": "q", "Status": {"State": "SUCCEEDED"}}
            found, token = [], None
            with (
                mock.patch.dict(queries.EXECUTIONS, {("a", "r", "q"): execution}),
                mock.patch.object(Path, "read_text", autospec=True, side_effect=Path.read_text) as read,
            ):
                while token or not found:
                    given = {"QueryExecutionId": "q", **({"NextToken": token} if token else {})}
                    page = ours.results(types.SimpleNamespace(account="a", region="r", parameters=given))
                    found += [row["Data"][0]["VarCharValue"] for row in page["ResultSet"]["Rows"]]
                    token = page.get("NextToken")
        self.assertEqual(["n", *(row[0] for row in rows)], found)
        self.assertEqual(1, read.call_count)


class Wheels(unittest.TestCase):
    def test_a_wheel_that_was_cut_short_is_fetched_again(self):
        class Killed(BaseException):
            pass

        def cut(path: Path, content: bytes) -> None:
            with open(path, "wb") as file:
                file.write(content[:2])
            raise Killed

        def fetching(state: str) -> bytes:
            with mock.patch.object(pypi.urllib.request, "urlopen", lambda *_, **__: io.BytesIO(b"a whole wheel")):
                return pypi.respond(Path(state), WHEEL, "GET")[2]

        with tempfile.TemporaryDirectory() as state:
            with mock.patch.object(Path, "write_bytes", cut), self.assertRaises(Killed):
                fetching(state)
            self.assertEqual(b"a whole wheel", fetching(state))
            self.assertEqual(b"a whole wheel", pypi.respond(Path(state), WHEEL, "GET")[2])


class Stacks(unittest.TestCase):
    def test_a_stack_in_any_state_that_passes_has_ended_after_a_kill(self):
        from ministack.services.cloudformation import _stacks

        passing = {
            "CREATE_IN_PROGRESS",
            "UPDATE_IN_PROGRESS",
            "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
            "UPDATE_ROLLBACK_IN_PROGRESS",
            "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
            "ROLLBACK_IN_PROGRESS",
            "DELETE_IN_PROGRESS",
        }
        stacks = {
            state: {
                "StackId": f"arn:aws:cloudformation:us-east-1:123456789012:stack/{state}/1",
                "StackName": state,
                "StackStatus": state,
            }
            for state in passing
        }
        with mock.patch.dict(_stacks._data, stacks, clear=True):
            cloudformation.recover()
        self.assertEqual([], [stack["StackStatus"] for stack in stacks.values() if stack["StackStatus"] in passing])


if __name__ == "__main__":
    unittest.main()
