"""The columns of an inventory report, with and without a header. inventory/tables.yaml declares the same."""

import re

COLUMNS = """
    bucket key size last_modified_date etag storage_class is_multipart_uploaded is_latest replication_status
    encryption_status object_lock_mode object_lock_legal_hold_status bucket_key_status object_lock_retain_until_date
    checksum_algorithm object_access_control_list object_owner
""".split()

PARTITION = "ingestion_date"
"""The partition column of every table: the day the report landed, which is the day of the inventory."""

PARTITION_DATE = None

REQUIRED = ["bucket", "key", "size", "last_modified_date", "etag", "storage_class", "is_latest"]
"""Columns that a report must have; the others are what its maker chose."""

HEADERLESS = """
    bucket key version_id is_latest is_delete_marker size last_modified_date etag storage_class is_multipart_uploaded
    replication_status encryption_status object_lock_retain_until_date object_lock_mode object_lock_legal_hold_status
    intelligent_tiering_access_tier bucket_key_status checksum_algorithm object_owner
""".split()
"""The fields of the reports that S3 itself writes, which have no header: all versions, with the optional fields that
shared/bucket-families.yaml asks for, in the order of the `fileSchema` of S3's manifest."""

URL_ENCODED = ["key"]
"""Columns that a report without a header has URL-encoded: S3 writes the names of objects so into CSV. A header is not
S3's, and neither are the names below it."""

AMOUNT_FAMILIES: tuple = ()
"""No column that a report has beyond these is taken for an amount."""


def not_a_size(text: str) -> str | None:
    """What keeps `text` from being a number of bytes."""
    return None if re.fullmatch(r"\d{1,18}", text, re.ASCII) else "which is no number of bytes"


def not_a_flag(text: str) -> str | None:
    """What keeps `text` from being true or false."""
    return None if text.lower() in ("true", "false") else "which is neither true nor false"


CHECKS = {"size": not_a_size, "is_latest": not_a_flag, "is_multipart_uploaded": not_a_flag}

TYPES = {"size": "bigint"}
"""SQL types of the columns that are no strings, where a table is typed."""

HIVE_CHECKS = CHECKS
"""A report that is not what it says stays out of every table."""
