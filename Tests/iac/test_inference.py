"""Which types the columns of a growing table get, from what a report holds."""

import io
import sys
import unittest

from templates import IAC

sys.path[:0] = [str(IAC / "shared/scripts"), str(IAC / "billing/scripts")]

import billing_columns
from daivi_inference import Inference
from daivi_report import ReportError, inspect


def types(text: str) -> dict:
    seen = Inference(billing_columns)
    return seen.types(inspect("s3://b/r.csv", io.BytesIO(text.encode()), seen).columns)


class InferenceTests(unittest.TestCase):
    def test_known_columns_have_the_types_of_the_lake(self):
        self.assertEqual(
            {"bill_payer_account_id": "string", "line_item_unblended_cost": "decimal(38,16)",
             "line_item_usage_start_date": "timestamp"},
            types("bill_payer_account_id,line_item_unblended_cost,line_item_usage_start_date\n1,1.5,2025-03-01\n"))

    def test_new_columns_are_what_their_values_are(self):
        self.assertEqual(
            {"net": "decimal(38,16)", "account": "string", "word": "string", "mixed": "string", "blank": "string"},
            types("net,account,word,mixed,blank\n-1.25,012345678901,a,1,\n,123456789012,b,x,\n0,1,c,2,\n"))

    def test_a_known_amount_that_is_none_is_still_refused(self):
        with self.assertRaises(ReportError) as caught:
            types("line_item_unblended_cost,net\n1,1\nmuch,2\n")
        self.assertIn("line 3: line_item_unblended_cost is 'much'", str(caught.exception))


if __name__ == "__main__":
    unittest.main()
