"""The synthetic orders that go to Snowflake: always the same for one seed, and as the exchange's rules have them."""

import importlib.util
import sys
import types
import unittest
from pathlib import Path
from unittest import mock

SCRIPT = Path(__file__).resolve().parents[2] / "iac/snowflake/scripts/trading_data_generator.py"


def load():
    """The script without what it connects with."""
    names = ("boto3", "snowflake", "snowflake.connector", "awsglue", "awsglue.utils")
    stubs = {name: types.ModuleType(name) for name in names}
    stubs["awsglue.utils"].getResolvedOptions = None
    spec = importlib.util.spec_from_file_location("trading_data_generator", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    with mock.patch.dict(sys.modules, stubs):
        spec.loader.exec_module(module)
    return module


class OrderTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.script = load()
        cls.orders = [dict(zip(cls.script.COLUMNS, row)) for row in cls.script.orders(5000, "seed")]

    def test_a_run_that_is_repeated_writes_the_same_rows(self):
        self.assertEqual(self.script.orders(200, "a"), self.script.orders(200, "a"))
        self.assertNotEqual(self.script.orders(200, "a"), self.script.orders(200, "b"))

    def test_every_order_is_one_of_a_kind(self):
        self.assertEqual(len({order["order_id"] for order in self.orders}), 5000)
        self.assertLessEqual({order["account_id"] for order in self.orders}, {f"accnt{n:03}" for n in range(1, 51)})
        self.assertEqual(len({order["security_id"] for order in self.orders}), 36)

    def test_prices_are_there_where_the_kind_of_order_has_them(self):
        has = {"market": (False, False), "limit": (True, False), "stop": (False, True), "stop limit": (True, True)}
        self.assertEqual({order["order_type"] for order in self.orders}, set(has))
        for order in self.orders:
            found = order["price"] is not None, order["stop_price"] is not None
            self.assertEqual(found, has[order["order_type"]])
            for price in filter(None, (order["price"], order["stop_price"])):
                self.assertRegex(price, r"^\d+\.\d\d$")

    def test_instructions_that_exclude_others_do(self):
        for order in self.orders:
            force, said, execution = (
                order[name] for name in ("time_in_force", "order_instructions", "execution_instructions"))
            if force == "FOK":
                self.assertEqual((said, execution), ("FOK", "FILL_OR_KILL"))
            if execution == "FILL_OR_KILL":
                self.assertIn(force, ("FOK", "IOC"))
                self.assertEqual(said, "FOK")
            if execution == "ALL_OR_NONE":
                self.assertEqual(said, "AON")
        self.assertEqual({"FOK", "AON"} - {order["order_instructions"] for order in self.orders}, set())


if __name__ == "__main__":
    unittest.main()
