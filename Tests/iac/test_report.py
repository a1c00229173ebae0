"""What a person sees who hands a job a report: what is read, and what is refused in which words."""

import gzip
import io
import sys
import unittest

from templates import IAC

sys.path[:0] = [str(IAC / "shared/scripts"), str(IAC / "billing/scripts")]

import billing_columns
from daivi_report import ReportError, inspect, normalise


def read(content, name="s3://b/report.csv", **options):
    content = content.encode() if isinstance(content, str) else content
    return inspect(name, io.BytesIO(content), **options)


class HeaderTests(unittest.TestCase):
    def test_headers_of_cost_and_usage_reports_become_column_names(self):
        for header, column in {
            "lineItem/UsageAmount": "line_item_usage_amount",
            "identity/LineItemId": "identity_line_item_id",
            "bill/BillingPeriodStartDate": "bill_billing_period_start_date",
            "savingsPlan/SavingsPlanARN": "savings_plan_savings_plan_arn",
            "resourceTags/user:Application": "resource_tags_user_application",
            "resourceTags/aws:createdBy": "resource_tags_aws_created_by",
            "pricing/publicOnDemandRate": "pricing_public_on_demand_rate",
            " Cost (USD) ": "cost_usd",
            "line_item_usage_amount": "line_item_usage_amount",
            "x509Certificate": "x509_certificate",
        }.items():
            with self.subTest(header):
                self.assertEqual(column, normalise(header))

    def test_the_declared_columns_are_their_own_names(self):
        self.assertEqual(billing_columns.COLUMNS, [normalise(name) for name in billing_columns.COLUMNS])

    def test_a_byte_order_mark_is_not_part_of_the_first_name(self):
        self.assertEqual(["a", "b"], read("\ufeffa,b\n1,2\n").columns)


class AcceptedTests(unittest.TestCase):
    def test_rows_are_counted_whatever_ends_the_lines(self):
        for content in ("a,b\n1,2\n3,4\n", "a,b\n1,2\n3,4", "a,b\r\n1,2\r\n\r\n3,4\r\n", 'a,b\n"1",""\n,\n'):
            with self.subTest(content):
                self.assertEqual(2, read(content).rows)

    def test_a_quoted_line_break_is_one_row_and_noticed(self):
        self.assertEqual((1, True), (lambda r: (r.rows, r.multiline))(read('a,b\n"x\ny",2\n')))
        self.assertFalse(read('a,b\n"x, y",2\n').multiline)

    def test_gzip_is_known_by_its_content_whatever_its_name(self):
        for name in ("s3://b/report.CSV.GZ", "s3://b/report.csv"):
            packed, plain = read(gzip.compress(b"a\n1\n"), name), read("a\n1\n", name)
            self.assertEqual((True, 1, False, 1), (packed.packed, packed.rows, plain.packed, plain.rows))

    def test_columns_beyond_and_short_of_the_declared_ones_are_no_fault(self):
        self.assertEqual(["bill_payer_account_id", "mine"], read("bill/PayerAccountId,mine\n01,2\n").columns)

    def test_tags_and_cost_categories_that_differ_in_case_are_one_column(self):
        """AWS tells them apart, and whoever tags chooses the names: such a report is an ordinary one."""
        header = "a,resourceTags/user:Owner,resourceTags/user:owner,costCategory/Team,costCategory/team"
        report = read(f"{header}\n1,2,3,4,5\n")
        self.assertEqual(["a", "resource_tags_user_owner", "cost_category_team"], report.columns)
        self.assertEqual(["a", *2 * ["resource_tags_user_owner"], *2 * ["cost_category_team"]], report.fields)

    def test_amounts_and_dates_in_the_forms_that_reports_use(self):
        for amount in ("0", "0.0000000001", "5.37E-4", "-1.5", "+2.", ".5", "1" * 22):
            self.assertIsNone(billing_columns.not_an_amount(amount), amount)
        for date in ("2025-03-01", "2025-03-01 00:00:00.0", "2025-03-01T00:00:00Z", "2025-03-01T00:00:00.000Z"):
            self.assertIsNone(billing_columns.not_a_date(date), date)


class RefusedTests(unittest.TestCase):
    def refused(self, words, content, name="s3://b/report.csv", **options):
        with self.assertRaises(ReportError) as caught:
            read(content, name, **options)
        self.assertIn(name, str(caught.exception))
        self.assertIn(words, str(caught.exception))

    def test_nothing_to_read(self):
        self.refused("is empty", "")
        self.refused("is empty", "", "s3://b/report.csv.gz")
        self.refused("is empty", gzip.compress(b""), "s3://b/report.csv.gz")
        self.refused("a header and no rows", "a,b\n")
        self.refused("a header and no rows", "a,b\n\n\n")

    def test_an_archive_that_was_cut_off_or_damaged(self):
        whole = gzip.compress(b"a,b\n" + b"1,2\n" * 50_000)
        self.refused("cut off", whole[:-40], "s3://b/report.csv.gz")
        self.refused("cut off", whole[:-1], "s3://b/report.csv.gz")
        self.refused("damaged", whole[:60] + b"\xff\xff\xff" + whole[63:], "s3://b/report.csv.gz")

    def test_bytes_that_are_not_utf_8(self):
        self.refused("line 3: byte 0xe9 at position 3 is not UTF-8", b"a,b\n1,2\n3,\xe9\n")

    def test_rows_with_too_few_or_too_many_fields(self):
        self.refused("line 3: 1 fields, the header has 2", "a,b\n1,2\n3\n")
        self.refused("line 2: 3 fields, the header has 2", "a,b\n1,2,3\n")
        self.refused("line 4: 1 fields", 'a,b\n"1\n1",2\n3\n')

    def test_quotes_that_do_not_close(self):
        self.refused("line 2", 'a,b\n"1,2\n')
        self.refused("line 2", 'a,b\n"1"x,2\n')

    def test_header_names_that_are_empty_or_the_same(self):
        self.refused("column 2 is empty", "a,,b\n1,2,3\n")
        self.refused("column 1 is empty", "/,b\n1,2\n")
        self.refused("are both named line_item_usage_type", "lineItem/UsageType,line_item_usage_type\n1,2\n")

    def test_a_header_name_that_the_table_keeps_for_itself(self):
        self.refused("keeps for itself", "a,billing_period\n1,2\n", reserved=["billing_period"])

    def test_amounts_and_dates_that_are_none(self):
        checks = billing_columns.CHECKS
        amounts = "line_item_unblended_cost,x\n1,1\nN/A,1\n"
        self.refused("line 3: line_item_unblended_cost is 'N/A'", amounts, checks=checks)
        self.refused("is '2025-02-30'", "line_item_usage_start_date\n2025-02-30\n", checks=checks)
        for amount in ("1,5", "1e", "NaN", "1" * 23, "1e22", "٣"):
            self.assertIsNotNone(billing_columns.not_an_amount(amount), amount)
        for date in ("2025-3-1", "2025-03-01T00:00:00+02:00", "2025-03-01 25:00:00", "03/01/2025"):
            self.assertIsNotNone(billing_columns.not_a_date(date), date)


if __name__ == "__main__":
    unittest.main()
