"""Which types the columns of a growing table get, from what a report holds."""

import io
import sys
import unittest

from templates import IAC

sys.path[:0] = [str(IAC / "shared/scripts"), str(IAC / "billing/scripts"), str(IAC / "inventory/scripts")]

import billing_columns
import inventory_columns
from daivi_inference import Inference
from daivi_report import ReportError, inspect


def read(text: str, lake=billing_columns) -> tuple:
    seen = Inference(lake)
    return seen, inspect("s3://b/r.csv", io.BytesIO(text.encode()), seen)


def types(text: str, lake=billing_columns) -> dict:
    seen, report = read(text, lake)
    return seen.types(report.columns)


class InferenceTests(unittest.TestCase):
    def test_known_columns_have_the_types_of_the_lake(self):
        self.assertEqual(
            {"bill_payer_account_id": "string", "line_item_unblended_cost": "decimal(38,16)",
             "line_item_usage_start_date": "timestamp"},
            types("bill_payer_account_id,line_item_unblended_cost,line_item_usage_start_date\n1,1.5,2025-03-01\n"))

    def test_amounts_beyond_them_are_what_their_values_are(self):
        self.assertEqual(
            {"line_item_net_unblended_cost": "decimal(38,16)", "pricing_note": "string", "discount_total": "string",
             "split_line_item_split_cost": "decimal(38,16)"},
            types("lineItem/NetUnblendedCost,pricing/note,discount/total,splitLineItem/SplitCost\n"
                  "-1.25,012,1,1E-7\n,1,x,.5e+3\n0,2,2,+3.\n"))

    def test_a_blank_amount_has_no_type_yet(self):
        """`string` would be for good: the first report with a value says what it is."""
        self.assertEqual({"line_item_product_code": "string"},
                         types("lineItem/NetUnblendedCost,line_item_product_code\n,A\n,B\n"))

    def test_what_people_and_products_are_called_stays_text(self):
        """Account ids would become numbers, and the next product or tag would be refused for being none."""
        header = "product/ecu,resourceTags/user:Owner,costCategory/Team,bill/PayerAccountName,mine"
        named = ["product_ecu", "resource_tags_user_owner", "cost_category_team", "bill_payer_account_name", "mine"]
        for row in ("13.5,123456789012,1,2,3", "Variable,012345678901,x,y,z", ",,,,"):
            with self.subTest(row):
                self.assertEqual(dict.fromkeys(named, "string"), types(f"{header}\n{row}\n"))

    def test_names_that_are_no_amounts_are_text_in_every_family(self):
        header = ("reservation/AvailabilityZone,pricing/LeaseContractLength,splitLineItem/ParentResourceId,"
                  "savingsPlan/OfferingType")
        self.assertEqual({"string"}, set(types(f"{header}\n1,1,1,1\n").values()))

    def test_a_number_that_no_column_holds_is_text(self):
        self.assertEqual({"line_item_net_cost": "string"}, types(f"lineItem/NetCost\n1\n{'1' * 23}\n"))
        self.assertEqual({"line_item_net_cost": "string"}, types("lineItem/NetCost\n1\n1e22\n"))

    def test_text_is_remembered_of_every_unknown_column(self):
        seen, _ = read("product/ecu,product/vcpu,product/gpu,line_item_unblended_cost\n1,x,,1\n2,3,,2\n")
        self.assertEqual([False, True, False, False], [
            seen.has_text(name) for name in ("product_ecu", "product_vcpu", "product_gpu", "line_item_unblended_cost")])

    def test_an_inventory_has_no_amounts_beyond_the_known_ones(self):
        found = types("size,pricing_cost\n1,1\n", inventory_columns)
        self.assertEqual({"size": "bigint", "pricing_cost": "string"}, found)

    def test_a_known_amount_that_is_none_is_still_refused(self):
        with self.assertRaises(ReportError) as caught:
            types("line_item_unblended_cost,net\n1,1\nmuch,2\n")
        self.assertIn("line 3: line_item_unblended_cost is 'much'", str(caught.exception))


if __name__ == "__main__":
    unittest.main()
