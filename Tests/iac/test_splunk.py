"""The part of the log lake's jobs that reads Splunk, against the sandbox's stand-in of Splunk: over TLS, page by page."""

import os
import socket
import ssl
import sys
import unittest
from collections import Counter
from unittest import mock

from templates import IAC, load

sys.path[:0] = [str(IAC / "splunk/scripts"), str(IAC / "shared/scripts"), str(IAC / "sandbox")]

import splunk_columns
import splunk_events
import splunk_rest
from daivi_sandbox.splunk import certificates, logs, server
from splunk_events import DAY

ADDRESS = "10.38.192.4"
LATER = 4_000_000_000.0


class ColumnTests(unittest.TestCase):
    def test_the_table_and_the_scripts_have_the_same_columns(self):
        table = load(IAC / "splunk/tables.yaml")["Resources"]["IcebergTable"]["Properties"]
        described = table["OpenTableFormatInput"]["IcebergInput"]["IcebergTableInput"]
        fields = described["Schema"]["Fields"]
        self.assertEqual([*splunk_columns.COLUMNS, splunk_columns.PARTITION], [field["Name"] for field in fields])
        for field in fields:
            self.assertEqual(splunk_columns.S3_TYPES.get(field["Name"], "string"), field["Type"], field["Name"])
        self.assertEqual([(8, "event_date")],
                         [(part["SourceId"], part["Name"]) for part in described["PartitionSpec"]["Fields"]])


class SplunkTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.record = {**certificates.issue(ADDRESS), "digest": server.digest("admin", "a'b&c=d")}
        cls.up = True
        cls.server = server.Server(cls.record, lambda: cls.up)
        connect = socket.create_connection
        cls.patch = mock.patch("socket.create_connection", lambda address, *more, **options: connect(
            ("127.0.0.1", cls.server.port) if address == (ADDRESS, 8089) else address, *more, **options))
        cls.patch.start()

    @classmethod
    def tearDownClass(cls):
        cls.patch.stop()
        cls.server.close()

    def splunk(self, password: str = "a'b&c=d", authority: str | None = None, host: str = ADDRESS):
        return splunk_rest.Splunk(f"https://{host}:8089", "admin", password, authority or self.record["authority"])

    def read(self, splunk) -> list:
        found = []
        for day, counted in splunk_events.days(splunk, "_internal", 0, LATER):
            rows = [row for page in splunk_events.events(
                splunk, "_internal", splunk_columns.SEARCH, day, day + DAY) for row in page]
            self.assertEqual(counted, len(rows))
            found += rows
        return found

    def test_every_event_is_read_once_however_many_pages_it_takes(self):
        rows = self.read(self.splunk())
        self.assertEqual(20_000, len(rows))
        self.assertEqual(Counter((event["source"], event["log_level"]) for event in logs.events()),
                         Counter((row["source"], row.get("log_level")) for row in rows))
        self.assertEqual(Counter(event["_raw"] for event in logs.events()), Counter(row["message"] for row in rows))
        # Some lines are two, and not all are plain.
        self.assertTrue(any("\n" in row["message"] for row in rows) and any("ü" in row["message"] for row in rows))
        self.assertEqual({}, self.server.searches.jobs, "searches were left in Splunk")

    def test_a_page_is_no_larger_than_asked_for(self):
        splunk = self.splunk()
        sid = splunk.search(f"search index=_internal {splunk_columns.SEARCH}", 0, LATER)
        self.assertEqual([7_000, 7_000, 6_000], [len(page) for page in splunk.results(sid, page=7_000)])
        splunk.cancel(sid)

    def test_more_events_than_splunk_keeps_results_of_are_read_in_parts(self):
        with mock.patch.dict(os.environ, DAIVI_SANDBOX_SPLUNK_RESULTS="700"):
            rows = self.read(self.splunk())
        self.assertEqual(Counter(event["_raw"] for event in logs.events()), Counter(row["message"] for row in rows))

    def test_two_hundred_thousand_events_are_read(self):
        logs.events.cache_clear()
        try:
            with mock.patch.dict(os.environ, DAIVI_SANDBOX_SPLUNK_EVENTS="200000"):
                self.assertEqual(200_000, len(self.read(self.splunk())))
        finally:
            logs.events.cache_clear()

    def test_a_page_that_comes_short_is_no_end(self):
        splunk = self.splunk()
        sid = splunk.search(f"search index=_internal {splunk_columns.SEARCH}", 0, LATER)
        with mock.patch("daivi_sandbox.splunk.searches.PAGE", 900):
            self.assertEqual(20_000, sum(len(page) for page in splunk.results(sid)))
        with mock.patch.object(self.server.searches, "page", lambda sid, count, offset: []):
            with self.assertRaisesRegex(splunk_rest.SplunkError, "has 20000 results, but none from number 1 on"):
                list(splunk.results(sid))
        splunk.cancel(sid)

    def test_now_is_when_the_events_have_settled(self):
        """Of a Splunk that runs, the newest events are counted and not yet found, or the other way round."""
        with mock.patch("time.time", lambda: 1_000.5):
            self.assertEqual(880.5, splunk_events.until("now"))
        self.assertEqual(1_700_000_000.25, splunk_events.until("1700000000.25"))

    def test_the_password_must_be_splunks(self):
        with self.assertRaisesRegex(splunk_rest.SplunkError, "refuses the user name or password of the secret"):
            self.splunk(password="another").search("| tstats count where index=_internal by _time span=1h", 0, LATER)

    def test_the_certificate_must_be_of_the_authority_and_the_host(self):
        another = certificates.issue(ADDRESS)["authority"]
        with self.assertRaisesRegex(splunk_rest.SplunkError, "the certificate is not trusted"):
            self.splunk(authority=another).job("1")
        connect = socket.create_connection
        with mock.patch("socket.create_connection", lambda address, *more, **options: connect((ADDRESS, 8089))):
            with self.assertRaisesRegex(splunk_rest.SplunkError, "the certificate is not trusted.*10.38.192.5"):
                self.splunk(host="10.38.192.5").job("1")

    def test_only_the_authority_is_trusted(self):
        splunk = self.splunk()
        context = next(handler._context for handler in splunk._opener.handlers if hasattr(handler, "_context"))
        self.assertEqual((ssl.CERT_REQUIRED, True), (context.verify_mode, context.check_hostname))
        self.assertEqual(1, len(context.get_ca_certs()))

    def test_a_search_that_fails_says_why(self):
        with self.assertRaisesRegex(splunk_rest.SplunkError, "the search failed: .*does not know this search"):
            self.splunk().search("search index=main", 0, LATER)

    def test_an_unknown_search_is_told_with_its_status(self):
        with self.assertRaisesRegex(splunk_rest.SplunkError, "HTTP 404: Unknown sid"):
            self.splunk().job("1.2")

    def test_a_splunk_that_is_down_is_named(self):
        type(self).up = False
        try:
            with mock.patch("time.sleep"), self.assertRaisesRegex(splunk_rest.SplunkError, f"https://{ADDRESS}:8089"):
                self.splunk().search("search index=_internal", 0, LATER)
        finally:
            type(self).up = True


if __name__ == "__main__":
    unittest.main()
