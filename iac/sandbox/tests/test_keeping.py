"""Nobody is told what is not on disk, and what is on disk is whole."""

import asyncio
import io
import itertools
import json
import os
import tempfile
import threading
import types
import unittest
from collections import defaultdict
from pathlib import Path
from unittest import mock

from daivi_sandbox import pypi
from daivi_sandbox.athena import queries
from daivi_sandbox.cloudformation import install as cloudformation
from daivi_sandbox.files import Files
from daivi_sandbox.gateway import Gateway
from daivi_sandbox.persistence import Store
from daivi_sandbox.quiet import Quiet
from daivi_sandbox.spark.script_process import ScriptProcess
from daivi_sandbox.validation.request import Call

READING = Call(service="glue", operation="GetJobRun")
WHEEL = f"/_daivi/pypi/packages/ab/cd/{'0' * 60}/some-1.0-py3-none-any.whl"


class Killed(BaseException):
    """At the next thing that a process does to its files."""


class Commits(unittest.TestCase):
    OLD = {"a": b"old a", "b": b"old b", "c": b"old c"}
    NEW = {"a": b"new a", "b": b"new b", "c": b"new c"}

    def after_a_kill(self, moment: int) -> tuple:
        """What is on disk when a process dies before its `moment`th operation on files, and whether it came so far."""
        operations = itertools.count()

        def until_then(native):
            def operation(*arguments, **options):
                if next(operations) == moment:
                    raise Killed
                return native(*arguments, **options)

            return operation

        with tempfile.TemporaryDirectory() as directory:
            files = Files(Path(directory))
            files.replace(self.OLD)
            killed = False
            with (
                mock.patch("builtins.open", until_then(open)),
                mock.patch.object(os, "replace", until_then(os.replace)),
                mock.patch.object(os, "unlink", until_then(os.unlink)),
            ):
                try:
                    files.replace(self.NEW)
                except Killed:
                    killed = True
            again = Files(Path(directory))
            found = {name: again.path(name).read_bytes() for name in self.OLD}
            self.assertEqual({f"{name}.json" for name in found}, {path.name for path in Path(directory).iterdir()})
        return found, killed

    def test_a_kill_at_any_moment_leaves_all_of_the_old_files_or_all_of_the_new_ones(self):
        seen = []
        for moment in itertools.count():
            found, killed = self.after_a_kill(moment)
            self.assertIn(found, (self.OLD, self.NEW))
            seen.append(found == self.NEW)
            if not killed:
                break
        self.assertGreater(moment, 6)
        self.assertEqual(sorted(seen), seen)  # old up to one moment, and new from it on
        self.assertTrue(seen[-1])


class Passes(unittest.TestCase):
    def setUp(self):
        self.directory = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.store = Store(self.directory)

    def gateway(self) -> Gateway:
        gateway = Gateway.__new__(Gateway)
        gateway.store = self.store
        return gateway

    def kept(self, name: str) -> dict:
        return json.loads((self.directory / f"{name}.json").read_text())["payload"]

    def test_what_could_not_be_written_is_written_later_and_nobody_is_told_before(self):
        gateway = self.gateway()
        change = Call(service="dynamodb", operation="PutItem", protocol="json")
        self.store.touch("lambda")
        self.store.stacks.changed.add("a-stack")
        with mock.patch.object(Files, "replace", side_effect=OSError(28, "No space left on device")):
            with self.assertLogs("daivi.gateway"):
                status, _, body = gateway._kept(change, 200)
            self.assertEqual(500, status)
            self.assertEqual("InternalFailure", json.loads(body)["__type"])
            self.assertIn("No space left on device", json.loads(body)["message"])
            self.assertEqual({"lambda", "dynamodb"}, self.store.touched)
            self.assertEqual({"a-stack"}, self.store.stacks.changed)
            with self.assertLogs("daivi.gateway"):
                self.assertEqual(500, gateway._kept(READING, 200)[0])
        self.assertIsNone(gateway._kept(READING, 200))
        self.assertTrue((self.directory / "dynamodb.json").exists())
        self.assertFalse(gateway._must_be_kept(READING, 200))
        self.assertEqual(set(), self.store.touched)

    def test_a_table_that_an_import_fills_can_be_kept_at_any_time(self):
        from ministack.services import dynamodb

        table = {"TableName": "filled", "items": defaultdict(dict)}
        over = threading.Event()

        def add(number: int) -> None:
            table["items"][str(number)][""] = {"id": {"S": str(number)}, "text": {"S": "t" * 40}}

        def fill():
            while not over.is_set():
                for number in range(10000, 20000):
                    add(number)
                for number in range(10000, 20000):
                    del table["items"][str(number)]

        for number in range(10000):
            add(number)
        with mock.patch.dict(dynamodb._tables._data, {("1", "r", "filled"): table}, clear=True):
            filling = threading.Thread(target=fill)
            filling.start()
            try:
                for _ in range(10):
                    self.store.keep_changed("dynamodb")
            finally:
                over.set()
                filling.join()
            self.store.keep_changed("dynamodb")
        kept = self.kept("dynamodb")["tables"]["data"]["1\x00r\x00'filled'"]
        self.assertEqual(len(table["items"]), len(kept["items"]))

    def test_a_pass_changes_no_record_of_a_service_that_it_reads_without_copying(self):
        from ministack.services import ec2

        instance = {"InstanceId": "i-1", "_container_id": "c", "Tags": [{"Key": "k", "Value": "v"}]}
        with mock.patch.dict(ec2._instances._data, {("1", "r", "i-1"): instance}, clear=True):
            self.store.keep_changed()
            kept = self.kept("ec2")["instances"]["data"]["1\x00r\x00'i-1'"]
        self.assertNotIn("_container_id", kept)
        self.assertEqual("c", instance["_container_id"])
        self.assertEqual(instance["Tags"], kept["Tags"])

    def test_a_request_writes_what_its_service_and_the_services_that_it_called_have(self):
        self.store.add("glue-own", lambda: [1], None)
        self.store.add("lakeformation-own", lambda: [1], None)
        self.store.keep_changed("lakeformation")
        self.assertEqual({"lakeformation-own.json"}, set(os.listdir(self.directory)))
        self.store.reached.add("glue")
        self.store.keep_changed("lakeformation")
        self.assertTrue((self.directory / "glue-own.json").exists())
        self.assertFalse((self.directory / "iam.json").exists())
        with self.store.operation("a-stack"):
            self.store.keep_changed("lakeformation")
            self.assertTrue((self.directory / "iam.json").exists())  # what it has made so far
        self.assertEqual(set(), self.store.reached)

    def test_stacks_in_stacks_are_written_with_them_and_those_that_went_without_a_trace_are_gone(self):
        from ministack.services.cloudformation import _stack_events, _stacks

        child = f"parent-{'C' * 250}-1"
        places = [("1", "r", name) for name in ("parent", child, "other")]
        stacks = {place: {"StackName": place[2], "StackId": place[2]} for place in places}
        stacks[places[1]]["_parent_stack_name"] = "parent"
        with (
            mock.patch.dict(_stacks._data, stacks, clear=True),
            mock.patch.dict(_stack_events._data, {("1", "r", "arn:aws:cloudformation:r:1:stack/parent/1"): ["e"]}),
        ):
            with self.store.operation("parent"):
                pass
            written = sorted(path.name[:30] for path in self.directory.glob("stack.*"))
            self.assertEqual(["stack.1.r.parent-CCCCCCCCCCCCC", "stack.1.r.parent.json"], written)
            self.assertEqual({"stacks", "stack_events"}, set(self.kept("stack.1.r.parent")))
            del _stacks._data[places[1]]
            with self.store.operation("parent"):
                pass
        with mock.patch.dict(_stacks._data, clear=True), mock.patch.dict(_stack_events._data, clear=True):
            Store(self.directory).stacks.restore(self.directory)
            self.assertEqual([places[0]], list(_stacks._data))
            self.assertEqual([["e"]], list(_stack_events._data.values()))

    def test_a_service_that_nobody_used_is_left_out_until_somebody_looks(self):
        from ministack.services import ecs

        quiet = Quiet()
        quiet.watch({"ecs": ecs.get_state})
        self.assertEqual({"ecs"}, quiet.services)
        kind = type(ecs._services).__mro__[1]
        self.assertIsNone(ecs._services.get("absent"))
        self.assertEqual(set(), quiet.services)
        self.assertEqual({kind}, {type(ecs._services), type(ecs._clusters)})
        with mock.patch.dict(ecs._clusters._data, {("1", "r", "made"): {}}):
            quiet.watch({"ecs": ecs.get_state})
            self.assertEqual(set(), quiet.services)


class Answers(unittest.TestCase):
    def test_a_change_that_cannot_be_written_is_no_success(self):
        gateway = Gateway.__new__(Gateway)
        gateway.store = mock.Mock(pending=0, owed=False)
        gateway.store.keep_changed.side_effect = OSError(28, "No space left on device")
        gateway.emulator = types.SimpleNamespace(app=self.succeed)
        sent: list = []

        async def send(message):
            sent.append(message)

        call = Call(service="iam", operation="CreateRole", protocol="query")
        with self.assertLogs("daivi.gateway"):
            asyncio.run(gateway._emulate({}, b"", call, send, lambda status: sent.append(status)))
        self.assertEqual(500, sent[0])
        self.assertEqual(["http.response.start", "http.response.body"], [message["type"] for message in sent[1:]])
        self.assertIn(b"<Code>InternalFailure</Code>", sent[2]["body"])

    @staticmethod
    async def succeed(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"made"})


class EndsOfRuns(unittest.TestCase):
    def test_a_read_keeps_a_change_that_no_request_made_until_it_is_kept(self):
        gateway = Gateway.__new__(Gateway)
        gateway.store = Store(Path(self.enterContext(tempfile.TemporaryDirectory())))
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
            "IMPORT_IN_PROGRESS",
            "IMPORT_ROLLBACK_IN_PROGRESS",
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
