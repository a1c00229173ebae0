"""Athena computes as Trino does, also where the engine behind it does not."""

import unittest

from tests.sandbox import SandboxTest


class ComputesAsTrino(SandboxTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sandbox.client("s3").create_bucket(Bucket="answers")
        cls.sandbox.client("athena").create_work_group(Name="any")
        glue = cls.sandbox.client("glue")
        glue.create_database(DatabaseInput={"Name": "numbers"})
        cls.sandbox.client("s3").put_object(Bucket="answers", Key="t/a.json", Body=b'{"n": 7, "s": "a1a2"}\n{"n": 8}\n')
        glue.create_table(
            DatabaseName="numbers",
            TableInput={
                "Name": "t",
                "StorageDescriptor": {
                    "Columns": [{"Name": "n", "Type": "int"}, {"Name": "s", "Type": "string"}],
                    "Location": "s3://answers/t/",
                    "SerdeInfo": {"SerializationLibrary": "org.openx.data.jsonserde.JsonSerDe"},
                },
            },
        )

    def run_query(self, query: str) -> tuple[dict, str]:
        athena = self.client("athena")
        identifier = athena.start_query_execution(
            QueryString=query,
            WorkGroup="any",
            QueryExecutionContext={"Database": "numbers"},
            ResultConfiguration={"OutputLocation": "s3://answers/"},
        )["QueryExecutionId"]

        def ask():
            status = athena.get_query_execution(QueryExecutionId=identifier)["QueryExecution"]["Status"]
            return status if status["State"] in ("SUCCEEDED", "FAILED") else None

        return self.wait(ask), identifier

    def rows(self, query: str) -> list:
        status, identifier = self.run_query(query)
        self.assertEqual(status["State"], "SUCCEEDED", status.get("StateChangeReason"))
        found = self.client("athena").get_query_results(QueryExecutionId=identifier)["ResultSet"]["Rows"][1:]
        return [[value.get("VarCharValue") for value in row["Data"]] for row in found]

    def test_integers_divide_to_integers(self):
        self.assertEqual(self.rows("SELECT 7 / 2, -7 / 2, 7.0 / 2, 7e0 / 2"), [["3", "-3", "3.5", "3.5"]])
        self.assertEqual(
            self.rows("SELECT n / 5 AS part, sum(n) / count(*) AS mean FROM t GROUP BY n / 5 ORDER BY part"),
            [["1", "7"]],
        )
        for query in ("SELECT 1 / 0", "SELECT n / (n - 7) FROM t"):
            status, _ = self.run_query(query)
            self.assertEqual(status["State"], "FAILED")
            self.assertIn("DIVISION_BY_ZERO", status["StateChangeReason"])

    def test_null_stays_null(self):
        self.assertEqual(
            self.rows(
                "SELECT concat('a', NULL), concat('a', 'b', 'c'), greatest(1, NULL), greatest(1, 3, 2), least(2, 1)"
            ),
            [[None, "abc", None, "3", "1"]],
        )
        self.assertEqual(self.rows("SELECT concat(s, '!') FROM t ORDER BY n"), [["a1a2!"], [None]])

    def test_every_match_is_replaced(self):
        self.assertEqual(
            self.rows(
                "SELECT regexp_replace('aaa', 'a', 'b'), regexp_replace(s, '([a-z])([0-9])', '$2$1'), "
                "regexp_replace(s, '[0-9]') FROM t WHERE n = 7"
            ),
            [["bbb", "1a2a", "aa"]],
        )

    def test_dates_differ_by_whole_units(self):
        self.assertEqual(
            self.rows(
                "SELECT date_diff('day', TIMESTAMP '2024-01-01 23:00:00', TIMESTAMP '2024-01-02 01:00:00'), "
                "date_diff('day', DATE '2024-01-01', DATE '2024-01-03'), "
                "date_diff('hour', TIMESTAMP '2024-01-01 23:00:00', TIMESTAMP '2024-01-02 01:30:00')"
            ),
            [["0", "2", "2"]],
        )

    def test_functions_that_only_trino_names(self):
        self.assertEqual(
            self.rows(
                "SELECT json_extract_scalar('{\"a\": \"b\"}', '$.a'), cardinality(ARRAY[1, 2]), approx_distinct(n) "
                "FROM t"
            ),
            [["b", "2", "2"]],
        )


if __name__ == "__main__":
    unittest.main()
