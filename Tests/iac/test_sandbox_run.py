"""The templates and the jobs in a running sandbox: what a report is worth afterwards, in rows and money.

Needs AWS_ENDPOINT_URL of a sandbox. Everything is made under a name of its own and taken away at the end.
"""

import csv
import gzip
import io
import os
import random
import sys
import unittest
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

from templates import IAC

sys.path.insert(0, str(IAC / "billing/scripts"))

import billing_columns

ENDPOINT = os.environ.get("AWS_ENDPOINT_URL")
PRICE_HEADER = "message_type,timestamp,symbol,market_center,open_close_indicator,price"

BILL_HEADER = "bill/BillingPeriodStartDate,lineItem/ProductCode,lineItem/UnblendedCost"

INVENTORY_HEADER = "bucket,key,size,last_modified_date,etag,storage_class,is_latest"


def report(rows: int, more=()) -> tuple:
    """A report of `rows` lines and the sum of its unblended cost."""
    chance, total, text = random.Random(rows), Decimal(0), io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    out.writerow([*billing_columns.COLUMNS, *more])
    for number in range(rows):
        cost = Decimal(chance.randrange(1, 10**8)).scaleb(-8)
        total += cost
        values = {
            "identity_line_item_id": f"{number:032x}",
            "identity_time_interval": "2025-03-01T00:00:00Z/2025-04-01T00:00:00Z",
            "bill_invoice_id": str(2_000_000_000 + number), "bill_invoicing_entity": "Amazon Web Services, Inc.",
            "bill_billing_entity": "AWS", "bill_bill_type": "Anniversary", "bill_payer_account_id": "012345678901",
            "bill_billing_period_start_date": "2025-03-01 00:00:00.0",
            "bill_billing_period_end_date": "2025-04-01T00:00:00Z",
            "line_item_unblended_cost": str(cost), "line_item_blended_rate": "5.37E-4",
            "line_item_line_item_description": 'a "quoted" word, and a comma',
        }
        out.writerow([values.get(name, "") for name in billing_columns.COLUMNS] + ["x" for _ in more])
    return gzip.compress(text.getvalue().encode()), total


@unittest.skipUnless(ENDPOINT, "needs a running sandbox: set AWS_ENDPOINT_URL")
class SandboxRunTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        from sandbox_lake import SandboxLake

        cls.lake = SandboxLake(ENDPOINT)
        cls.addClassCleanup(cls.lake.remove)
        cls.lake.deploy_all()

    def setUp(self):
        self.use("billing")

    def use(self, lake: str):
        self.lake.use(lake)
        names = self.lake.lake
        self.hive = f"\"{names['DatabaseName']}\".\"{names['HiveTableName']}\""
        self.iceberg = f"\"{names['DatabaseName']}\".\"{names['IcebergTableName']}\""
        catalog = f"s3tablescatalog/{names['TableBucketName']}"
        self.s3table = f"\"{catalog}\".\"{names['Namespace']}\".\"{names['S3TableName']}\""

    def succeeded(self, job, **arguments):
        run = self.lake.run(job, **arguments)
        self.assertEqual("SUCCEEDED", run["JobRunState"], run.get("ErrorMessage"))

    def assert_table(self, table: str, rows: int, total: Decimal):
        held, cost, accounts, period = self.lake.query(
            f"SELECT count(*), sum(CAST(line_item_unblended_cost AS decimal(38,16))), min(bill_payer_account_id), "
            f"max(billing_period) FROM {table}")
        self.assertEqual((rows, total, "012345678901", "2025-03"), (int(held), Decimal(cost), accounts, period))

    def load_all(self, source: str):
        # The three do not need each other.
        with ThreadPoolExecutor() as pool:
            for done in [pool.submit(self.succeeded, job, **arguments) for job, arguments in (
                    ("HiveJobName", {"SOURCE_FILE": source}), ("IcebergJobName", {"SOURCE_FILE": source}),
                    ("S3TableCreateJobName", {}))]:
                done.result()
        self.succeeded("S3TableJobName")

    def assert_refused(self, source: str, words: str, *jobs: str):
        """Each job fails on the file, and says what is wrong with it."""
        with ThreadPoolExecutor() as pool:
            for run in pool.map(lambda job: self.lake.run(job, SOURCE_FILE=source), jobs):
                self.assertEqual("FAILED", run["JobRunState"], source)
                self.assertIn(f"{source}{words}", run["ErrorMessage"])

    def partitions(self) -> list:
        """The values of the Hive table's partitions in the catalog."""
        names = self.lake.lake
        pages = self.lake.client("glue").get_paginator("get_partitions").paginate(
            DatabaseName=names["DatabaseName"], TableName=names["HiveTableName"])
        return [found["Values"] for page in pages for found in page["Partitions"]]

    def assert_tables(self, rows: int, total: Decimal):
        for table in (self.hive, self.iceberg, self.s3table):
            with self.subTest(table):
                self.assert_table(table, rows, total)

    def test_the_regions_have_their_keys_and_buckets(self):
        for region, number in (("us-east-1", 10), ("us-west-2", 9)):
            pages = self.lake.client("kms", region).get_paginator("list_aliases").paginate()
            aliases = [found["AliasName"] for page in pages for found in page["Aliases"]
                       if found["AliasName"].startswith(f"alias/{self.lake.prefix}-")]
            self.assertEqual(number, len(aliases), region)
        buckets = [found["Name"] for found in self.lake.client("s3").list_buckets()["Buckets"]
                   if found["Name"].startswith(f"{self.lake.prefix}-")]
        self.assertEqual(28 + 12 + 12 + 12, len(buckets))

    def test_loading_a_report_three_times_leaves_its_rows_once_in_their_month(self):
        content, total = report(400)
        source = self.lake.put_report("thrice.csv.gz", content)
        for _ in range(3):
            self.load_all(source)
            self.assert_tables(400, total)
        self.assertEqual([["2025-03"]], self.partitions())

    def test_another_report_replaces_the_rows_and_adds_its_columns(self):
        for rows, more in ((50, ()), (300, ("line_item_net_unblended_cost",))):
            content, total = report(rows, more)
            self.load_all(self.lake.put_report(f"report-{rows}.csv.gz", content))
            self.assert_tables(rows, total)
        for table in (self.hive, self.iceberg, self.s3table):
            self.assertEqual(["300"], self.lake.query(f"SELECT count(line_item_net_unblended_cost) FROM {table}"))

    def test_a_damaged_report_fails_and_leaves_the_table_as_it_was(self):
        content, total = report(60)
        self.load_all(self.lake.put_report("whole.csv.gz", content))
        both = ("HiveJobName", "IcebergJobName")
        self.assert_refused(self.lake.put_report("cut.csv.gz", content[:-30]), ", line ", *both)
        for number, (body, words) in enumerate((
                (b"", " is empty"), (BILL_HEADER.encode(), " has a header and no rows"),
                (f"{BILL_HEADER}\n2025-03-01,A\xff,1\n".encode("latin-1"), ", line 2: byte 0xff at position 13"),
                (b"lineItem/UnblendedCost,lineItem/ProductCode\n1,A\n",
                 ", line 1: the header has no bill_billing_period_start_date"))):
            self.assert_refused(self.lake.put_report(f"bad-{number}.csv", body), words, both[number % 2])
        self.assert_tables(60, total)

    def test_a_report_is_read_whatever_its_name_says_of_its_content(self):
        content, total = report(30)
        for key, body in (("packed.csv", content), ("plain.csv.gz", gzip.decompress(content))):
            self.load_all(self.lake.put_report(key, body))
            self.assert_tables(30, total)
        kept = self.lake.client("s3").list_objects_v2(Bucket=self.lake.shared["GlueTempBucket"])
        self.assertEqual([], [found["Key"] for found in kept.get("Contents", []) if "renamed" in found["Key"]])

    def test_the_ruleset_passes_a_bill_and_fails_one_without_payers(self):
        content, _ = report(25)
        self.succeeded("HiveJobName", SOURCE_FILE=self.lake.put_report("bill.csv.gz", content))
        self.assertEqual(10 * ["PASS"], list(self.lake.data_quality().values()))
        header = f"{BILL_HEADER},bill_payer_account_id,bill_invoice_id\n"
        rows = "2025-03-01,AmazonS3,1,1,2\n2025-03-01,AmazonS3,1,,3\n"
        self.succeeded("HiveJobName", SOURCE_FILE=self.lake.put_report("none.csv", (header + rows).encode()))
        results = self.lake.data_quality()
        self.assertEqual("FAIL", results['IsComplete "bill_payer_account_id"'])
        self.assertEqual("PASS", results['IsComplete "bill_invoice_id"'])

    def test_an_amount_that_is_no_number_stays_out_of_the_typed_table(self):
        content, total = report(20)
        self.succeeded("IcebergJobName", SOURCE_FILE=self.lake.put_report("numbers.csv.gz", content))
        rows = "2025-03-01,AmazonS3,1.5\n2025-03-01,AmazonS3,much\n"
        source = self.lake.put_report("words.csv", f"{BILL_HEADER}\n{rows}".encode())
        run = self.lake.run("IcebergJobName", SOURCE_FILE=source)
        self.assertEqual("FAILED", run["JobRunState"])
        self.assertIn("line 3: line_item_unblended_cost is 'much'", run["ErrorMessage"])
        self.assert_table(self.iceberg, 20, total)

    def test_prices_are_the_same_in_all_three_tables_however_often_they_are_loaded(self):
        self.use("price")
        lines = [f"P,{number},T{number % 7},Y,O,{number % 90 + 1}.{number % 100:02d}" for number in range(500)]
        total = sum(Decimal(line.rpartition(",")[2]) for line in lines)
        source = self.lake.put_report("prices.csv", "\n".join([PRICE_HEADER, *lines, ""]).encode())
        for _ in range(3):
            self.load_all(source)
        for table in (self.hive, self.iceberg, self.s3table):
            with self.subTest(table):
                held, sum_of_prices, days = self.lake.query(
                    f"SELECT count(*), sum(CAST(price AS decimal(18,2))), count(DISTINCT ingestion_date) FROM {table}")
                self.assertEqual((500, total, 1), (int(held), Decimal(sum_of_prices), int(days)))

    def test_a_price_file_that_lacks_something_is_refused_and_one_with_a_blank_fails_its_rule(self):
        self.use("price")
        good = f"{PRICE_HEADER}\nP,1,AAPL,Y,O,1.25\n"
        self.load_all(self.lake.put_report("good.csv", good.encode()))
        for text, words in {
            PRICE_HEADER.replace(",symbol", "") + "\nP,1,Y,O,1\n": ", line 1: the header has no symbol",
            "": " is empty", PRICE_HEADER + "\n": " has a header and no rows",
            good + "P,2,AAPL,Y,O,high\n": ", line 3: price is 'high'",
            good + "P,2,AA\udcff,Y,O,1\n": ", line 3: byte 0xff",
        }.items():
            source = self.lake.put_report("bad.csv", text.encode(errors="surrogateescape"))
            self.assert_refused(source, words, "HiveJobName", "IcebergJobName")
        cut = gzip.compress(good.encode())[:-12]
        self.assert_refused(self.lake.put_report("cut.csv", cut), ", line ", "HiveJobName")
        for table in (self.hive, self.iceberg, self.s3table):
            self.assertEqual(["1", "1.25"], self.lake.query(f"SELECT count(*), max(price) FROM {table}"))
        self.assertEqual(7 * ["PASS"], list(self.lake.data_quality().values()))
        self.succeeded("HiveJobName", SOURCE_FILE=self.lake.put_report("blank.csv", (good + "P,2,,Y,O,2\n").encode()))
        failed = [rule for rule, result in self.lake.data_quality().items() if result != "PASS"]
        self.assertEqual(['IsComplete "symbol"'], failed)

    def test_an_inventory_of_s3_without_a_header_replaces_one_with_it(self):
        self.use("inventory")
        headed = f"{INVENTORY_HEADER}\nb,k,10,2025-03-01 10:00:00.0,e,STANDARD,true\n"
        lines = [f'"b","k%20{n}+%C3%BC","v","true","false","{n}","2025-03-01T10:00:00.000Z","e","STANDARD","false","","SSE-KMS",'
                 '"","","","","ENABLED","SHA256","o"' for n in range(40)]
        unheaded = "\n".join(lines) + "\n"
        sizes = "SELECT count(*), sum(CAST(size AS bigint))"

        def assert_held(*expected: str):
            for table in (self.hive, self.iceberg, self.s3table):
                with self.subTest(table):
                    self.assertEqual(list(expected), self.lake.query(f"{sizes} FROM {table}"))

        for content, *expected in ((headed, "1", "10"), *3 * [(unheaded, "40", "780")]):
            self.load_all(self.lake.put_report("inventory.csv", content.encode()))
            assert_held(*expected)
        self.assertEqual(["40"], self.lake.query(f"SELECT count(version_id) FROM {self.s3table}"))
        for table in (self.hive, self.iceberg, self.s3table):
            self.assertEqual(["k 7 ü"], self.lake.query(f"SELECT key FROM {table} WHERE size = '7'"))
        self.assertRegex(str(self.partitions()), r"^\[\['\d{4}-\d\d-\d\d'\]\]$")
        missing = self.lake.put_report("missing.csv", headed.replace("storage_class", "class").encode())
        self.assert_refused(missing, ", line 1: the header has no storage_class", "HiveJobName", "IcebergJobName")
        cut = self.lake.put_report("cut.csv.gz", gzip.compress(unheaded.encode())[:-40])
        self.assert_refused(cut, ", line ", "HiveJobName", "IcebergJobName")
        assert_held("40", "780")

    def test_reports_that_land_grow_a_table_whose_eras_can_all_be_queried(self):
        table = f"\"{self.lake.lake['DatabaseName']}\".\"{self.lake.lake['DynamicTableName']}\""
        mine = "WHERE source_file NOT LIKE '%/ordinary/%'"
        sums = f"SELECT count(*), sum(line_item_unblended_cost) FROM {table}"
        costs = f"{sums} {mine}"
        first, cost_of_first = report(70)
        second, cost_of_second = report(90, ("line_item_net_unblended_cost",))
        self.assert_landed("landed/one.csv.gz", first)
        self.assertEqual((70, cost_of_first), self.rows_and_cost(costs))
        snapshot = self.lake.query(f"SELECT snapshot_id FROM {table[:-1]}$snapshots\" ORDER BY committed_at DESC")[0]
        lines = gzip.decompress(second).decode().splitlines()
        place = lines[0].split(",").index("product_volume_type")
        shorter = [[value for number, value in enumerate(row) if number != place] for row in csv.reader(lines)]
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(shorter)
        second = gzip.compress(text.getvalue().encode())
        for _ in range(3):
            self.assert_landed("landed/two.csv.gz", second)
            self.assertEqual((160, cost_of_first + cost_of_second), self.rows_and_cost(costs))
        self.assertEqual(["90", "0"], self.lake.query(
            f"SELECT count(line_item_net_unblended_cost), count(product_volume_type) FROM {table} {mine}"))
        self.assertEqual((70, cost_of_first), self.rows_and_cost(f"{sums} FOR VERSION AS OF {snapshot} {mine}"))
        run = self.lake.land("landed/cut.csv.gz", first[:-30])
        self.assertEqual("FAILED", run["JobRunState"])
        self.assertIn("/landed/cut.csv.gz, line ", run["ErrorMessage"])
        self.assertEqual((160, cost_of_first + cost_of_second), self.rows_and_cost(costs))

    def test_a_report_lands_that_has_less_or_writes_otherwise_than_the_first(self):
        table = f"\"{self.lake.lake['DatabaseName']}\".\"{self.lake.lake['DynamicTableName']}\""
        header = f"{BILL_HEADER},lineItem/NetUnblendedRate,product/ecu,resourceTags/user:Owner,resourceTags/user:owner"
        for number, row in enumerate(("0.5,13.5,123456789012,", ",Variable,,012345678901", "1E-7,,,")):
            text = f"{header}\n2025-04-01,AmazonEC2,1,{row}\n"
            self.assert_landed(f"landed/ordinary/{number}.csv.gz", gzip.compress(text.encode()))
        held = self.lake.query(
            "SELECT sum(line_item_net_unblended_rate), max(product_ecu), min(resource_tags_user_owner), count(*) "
            f"FROM {table} WHERE source_file LIKE '%/ordinary/%'")
        self.assertEqual((Decimal("0.5000001"), "Variable", "012345678901", "3"), (Decimal(held[0]), *held[1:]))

    def assert_landed(self, key: str, content: bytes):
        run = self.lake.land(key, content)
        self.assertEqual("SUCCEEDED", run["JobRunState"], run.get("ErrorMessage"))

    def rows_and_cost(self, sql: str) -> tuple:
        rows, cost = self.lake.query(sql)
        return int(rows), Decimal(cost)


if __name__ == "__main__":
    unittest.main()
