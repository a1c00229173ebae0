"""The function that starts a lake's workflow: a report whose turn it is not waits for it."""

import types
import unittest
from unittest import mock

from templates import IAC, load, parameter_sets, resources

PATH = IAC / "shared/dynamic-lake.yaml"
FUNCTION = resources(PATH, parameter_sets(PATH)[0])["Function"]["Properties"]


class Busy(Exception):
    pass


class Glue:
    """A workflow that is busy for some calls."""

    exceptions = types.SimpleNamespace(ConcurrentRunsExceededException=Busy)

    def __init__(self, busy: int):
        self.busy, self.started = busy, []

    def start_workflow_run(self, Name, RunProperties):
        if self.busy:
            self.busy -= 1
            raise Busy("one run at a time")
        self.started.append((Name, RunProperties["s3_path"]))
        return {"RunId": "wr_1"}


class Time:
    """A clock that moves as the function sleeps; what Lambda leaves the function is told by it."""

    def __init__(self):
        self.left = FUNCTION["Timeout"]

    def sleep(self, seconds):
        self.left -= seconds

    def get_remaining_time_in_millis(self):
        return self.left * 1000


class TriggerTests(unittest.TestCase):
    def call(self, glue: Glue, clock: Time, key: str = "billing/report.csv.gz"):
        boto3 = types.SimpleNamespace(client=lambda service: glue)
        program = {"__name__": "index"}
        with mock.patch.dict("sys.modules", {"boto3": boto3, "time": clock}), mock.patch.dict(
                "os.environ", {"GLUE_WORKFLOW_NAME": "flow"}), mock.patch("builtins.print"):
            exec(FUNCTION["Code"]["ZipFile"], program)
            return program["handler"]({"detail": {"bucket": {"name": "lake"}, "object": {"key": key}}}, clock)

    def test_a_report_starts_the_workflow(self):
        glue = Glue(busy=0)
        self.assertEqual("wr_1", self.call(glue, Time()))
        self.assertEqual([("flow", "s3://lake/billing/report.csv.gz")], glue.started)

    def test_a_report_that_lands_with_another_waits_for_its_turn(self):
        glue, clock = Glue(busy=12), Time()
        self.assertEqual("wr_1", self.call(glue, clock))
        self.assertEqual(1, len(glue.started))
        self.assertEqual(12 * 20, FUNCTION["Timeout"] - clock.left)

    def test_who_waited_too_long_fails_in_time_for_lambda_to_try_again(self):
        clock = Time()
        with self.assertRaises(Busy):
            self.call(Glue(busy=1000), clock)
        self.assertGreater(clock.left, 30)

    def test_what_is_no_report_starts_nothing(self):
        glue = Glue(busy=0)
        self.assertIsNone(self.call(glue, Time(), "billing/manifest.json"))
        self.assertEqual([], glue.started)


if __name__ == "__main__":
    unittest.main()
