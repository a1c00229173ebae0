"""Reports of 200,000 rows through every job of every lake. It takes a minute or two: set DAIVI_LARGE_ROWS to run it, and
AWS_ENDPOINT_URL to a running sandbox.
"""

import gzip
import os
import time
import unittest
from decimal import Decimal

import test_sandbox_run as small

ROWS = int(os.environ.get("DAIVI_LARGE_ROWS") or 0)


def inventory(rows: int) -> tuple:
    lines = [f"b,folder/object-{n},{n},2025-03-01 10:00:00.0,{n:032x},STANDARD,true" for n in range(rows)]
    return "\n".join([small.INVENTORY_HEADER, *lines, ""]).encode(), Decimal(rows * (rows - 1) // 2)


def prices(rows: int) -> tuple:
    lines = [f"P,{n * 1000},T{n % 37},Y,O,{n % 900 + 1}.{n % 100:02d}" for n in range(rows)]
    total = sum(Decimal(line.rpartition(",")[2]) for line in lines)
    return "\n".join([small.PRICE_HEADER, *lines, ""]).encode(), total


@unittest.skipUnless(small.ENDPOINT and ROWS, "takes minutes: set DAIVI_LARGE_ROWS and AWS_ENDPOINT_URL")
class LargeInputTests(unittest.TestCase):
    setUpClass = classmethod(small.SandboxRunTests.setUpClass.__func__)
    use, load_all, succeeded = (
        small.SandboxRunTests.use, small.SandboxRunTests.load_all, small.SandboxRunTests.succeeded)

    def test_every_row_and_every_cent_is_in_all_three_tables(self):
        for lake, column, (content, total) in (
                ("billing", "line_item_unblended_cost", small.report(ROWS)),
                ("inventory", "size", inventory(ROWS)), ("price", "price", prices(ROWS))):
            self.use(lake)
            content = content if content[:2] == b"\x1f\x8b" else gzip.compress(content)
            started = time.monotonic()
            self.load_all(self.lake.put_report("large.csv.gz", content))
            print(f"{lake}: {ROWS} rows, {len(content)} bytes of gzip, {time.monotonic() - started:.0f} s", flush=True)
            for table in (self.hive, self.iceberg, self.s3table):
                with self.subTest(table):
                    rows, held = self.lake.query(
                        f"SELECT count(*), sum(CAST({column} AS decimal(38,16))) FROM {table}")
                    self.assertEqual((ROWS, total), (int(rows), Decimal(held)))


if __name__ == "__main__":
    unittest.main()
