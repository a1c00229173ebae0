"""The function that sends messages: what it sends, how it proves who it is, and what its layer holds."""

import json
import os
import sys
import time
import unittest
from pathlib import Path
from unittest import mock

IAC = Path(__file__).resolve().parents[2] / "iac"
sys.path.insert(0, str(IAC / "foundation" / "functions"))

import msk_producer  # noqa: E402

PLAIN = {"BOOTSTRAP_SERVERS": "127.0.0.1:1", "SECURITY_PROTOCOL": "PLAINTEXT"}


class MessageTests(unittest.TestCase):
    def test_the_odd_ones_are_among_the_others_and_counted(self):
        plan = msk_producer.kinds(1000, 7, 5)
        self.assertEqual((988, 7, 5), tuple(plan.count(kind) for kind in ("good", "late", "malformed")))
        self.assertLess(plan.index("late"), 900)

    def test_no_two_trades_have_one_execution_id(self):
        maker = msk_producer.Trades("a run")
        trades = [json.loads(maker.message(number, "good")[1]) for number in range(2000)]
        self.assertEqual(2000, len({trade["execution_id"] for trade in trades}))
        for trade in trades[:50]:
            self.assertTrue(all(isinstance(value, str) for value in trade.values()))
            self.assertLessEqual(len(trade["execution_id"]), 12)

    def test_a_late_trade_is_hours_old_also_after_midnight(self):
        day = 86_400 * 10**9
        with mock.patch.object(time, "time_ns", return_value=5 * day + 10**9):
            trade = json.loads(msk_producer.Trades("r").message(0, "late")[1])
        self.assertEqual(day + 10**9 - 3 * 3600 * 10**9, int(trade["timestamp"]))

    def test_malformed_trades_are_broken_in_four_ways(self):
        found = set()
        for number in range(4):
            text = msk_producer.Trades("r").message(number, "malformed")[1]
            try:
                trade = json.loads(text)
                found.add("symbol" if "symbol" not in trade else "price" if trade["last_price"] == "n/a" else "time")
            except ValueError:
                found.add("json")
        self.assertEqual({"json", "symbol", "price", "time"}, found)

    def test_malformed_transactions_are_broken_in_six_ways(self):
        good = json.loads(msk_producer.Transactions("r").message(1, "good")[1])
        self.assertTrue(good["account"] and good["payload"]["security"])
        found = set()
        for number in range(6):
            text = msk_producer.Transactions("r").message(number, "malformed")[1]
            try:
                record = json.loads(text)
            except ValueError:
                found.add("json")
                continue
            self.assertEqual("poison", record["sourceDatasetName"])
            moment = record.get("eventCreationTime")
            if moment is None or not moment.startswith("20"):
                found.add(moment)
            elif moment > time.strftime("%Y-%m-%dZ", time.gmtime(time.time() + 86_400)):
                found.add("ahead")
            else:
                found.add("account" if record["account"] == "" else record["payload"]["settleAmount"])
        self.assertEqual({"json", None, "yesterday", "ahead", "account", "n/a"}, found)


class ConnectionTests(unittest.TestCase):
    def test_without_a_broker_it_says_where_it_looked(self):
        with mock.patch.dict(os.environ, PLAIN), mock.patch.object(
            msk_producer, "connection", return_value={"bootstrap_servers": "127.0.0.1:1", "bootstrap_timeout_ms": 200}
        ):
            with self.assertRaisesRegex(ConnectionError, "no broker answers at 127.0.0.1:1"):
                msk_producer.handler({"action": "describe"}, None)

    def test_an_action_nobody_knows_is_refused(self):
        with self.assertRaisesRegex(ValueError, "no action dance"):
            msk_producer.handler({"action": "dance"}, None)

    def test_iam_is_used_where_the_cluster_asks_for_it(self):
        with mock.patch.dict(os.environ, {**PLAIN, "SECURITY_PROTOCOL": "SASL_SSL"}):
            settings = msk_producer.connection()
        self.assertEqual(("SASL_SSL", "OAUTHBEARER"), (settings["security_protocol"], settings["sasl_mechanism"]))
        self.assertIsInstance(settings["sasl_oauth_token_provider"], msk_producer.AbstractTokenProvider)
        with mock.patch.dict(os.environ, PLAIN):
            self.assertNotIn("security_protocol", msk_producer.connection())


class PinTests(unittest.TestCase):
    def test_the_sandbox_hands_out_the_wheels_that_are_pinned(self):
        def pins(path):
            return [line for line in path.read_text().splitlines() if not line.startswith("#")]

        pinned = pins(IAC / "foundation" / "layer" / "requirements.txt")
        self.assertEqual(2, len(pinned))
        self.assertEqual(pinned, pins(IAC / "sandbox" / "wheels.txt"))
        for line in pinned:
            self.assertRegex(line, r"^\S+ @ https://files\.pythonhosted\.org/packages/\S+-none-any\.whl --hash=sha256:\w{64}$")
        client = next(line for line in pinned if line.startswith("kafka-python "))
        self.assertIn(client.rpartition("sha256:")[2], (IAC / "sandbox" / "requirements.txt").read_text())


if __name__ == "__main__":
    unittest.main()
