"""The columns of the log lake. splunk/tables.yaml declares the same; a test compares the two."""

COLUMNS = ["_time", "host", "source", "sourcetype", "log_level", "component", "message"]

S3_TYPES = {"_time": "timestamp"}
"""SQL types of the columns that are no strings, in both tables."""

PARTITION = "event_date"
"""The partition column of both tables: the day of the event in UTC, YYYY-MM-DD."""

REQUIRED = ["_time", "host", "source", "sourcetype"]
"""Fields that Splunk gives every event; one without is no event."""

SEARCH = "| eval message=_raw | table " + " ".join(COLUMNS)
"""What is asked of each event: its fields as columns, and the line itself."""
