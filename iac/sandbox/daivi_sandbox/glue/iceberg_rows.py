"""Rows into an Iceberg table: one Parquet file, one manifest, one snapshot that holds these rows and no others."""

import copy
import io
import json
import time
import uuid

from ..objects import get_object, put_object, split_location
from . import avro

_ARROW = {"string": "string", "double": "float64", "boolean": "bool_", "long": "int64", "binary": "binary"}


def _manifest_schema(name: str, fields: list) -> dict:
    """An Avro record whose fields are (name, field id, type); a type in brackets may be null."""
    return {
        "type": "record",
        "name": name,
        "fields": [
            {"name": field, "type": ["null", kind[0]] if isinstance(kind, list) else kind, "field-id": number}
            for field, number, kind in fields
        ],
    }


_DATA_FILE = _manifest_schema(
    "r2",
    [
        ("content", 134, "int"),
        ("file_path", 100, "string"),
        ("file_format", 101, "string"),
        ("partition", 102, {"type": "record", "name": "r102", "fields": []}),
        ("record_count", 103, "long"),
        ("file_size_in_bytes", 104, "long"),
    ],
)
_ENTRY = _manifest_schema(
    "manifest_entry",
    [
        ("status", 0, "int"),
        ("snapshot_id", 1, ["long"]),
        ("sequence_number", 3, ["long"]),
        ("file_sequence_number", 4, ["long"]),
        ("data_file", 2, _DATA_FILE),
    ],
)
_FILE = _manifest_schema(
    "manifest_file",
    [
        ("manifest_path", 500, "string"),
        ("manifest_length", 501, "long"),
        ("partition_spec_id", 502, "int"),
        ("content", 517, "int"),
        ("sequence_number", 515, "long"),
        ("min_sequence_number", 516, "long"),
        ("added_snapshot_id", 503, "long"),
        ("added_files_count", 504, "int"),
        ("existing_files_count", 505, "int"),
        ("deleted_files_count", 506, "int"),
        ("added_rows_count", 512, "long"),
        ("existing_rows_count", 513, "long"),
        ("deleted_rows_count", 514, "long"),
    ],
)


def replace(place: str, columns: dict) -> str:
    """Make `columns` (lists by field name) the rows of an unpartitioned table; where its new metadata is."""
    metadata = json.loads(get_object(*split_location(place)))
    schema = next(entry for entry in metadata["schemas"] if entry["schema-id"] == metadata["current-schema-id"])
    location, commit = metadata["location"], uuid.uuid4()
    snapshot, sequence = int(commit.int >> 65), metadata["last-sequence-number"] + 1
    content, count = _parquet(schema["fields"], columns)
    data = _put(f"{location}/data/00000-0-{commit}.parquet", content)
    entry = {
        "status": 1,
        "snapshot_id": snapshot,
        "sequence_number": sequence,
        "file_sequence_number": sequence,
        "data_file": {
            "content": 0,
            "file_path": data,
            "file_format": "PARQUET",
            "partition": {},
            "record_count": count,
            "file_size_in_bytes": len(content),
        },
    }
    described = {
        "schema": json.dumps(schema),
        "schema-id": str(schema["schema-id"]),
        "partition-spec": "[]",
        "partition-spec-id": "0",
        "format-version": "2",
        "content": "data",
    }
    content = avro.container(_ENTRY, [entry], described)
    manifest = _put(f"{location}/metadata/{commit}-m0.avro", content)
    listed = {
        "manifest_path": manifest,
        "manifest_length": len(content),
        "partition_spec_id": 0,
        "content": 0,
        "sequence_number": sequence,
        "min_sequence_number": sequence,
        "added_snapshot_id": snapshot,
        "added_files_count": 1,
        "existing_files_count": 0,
        "deleted_files_count": 0,
        "added_rows_count": count,
        "existing_rows_count": 0,
        "deleted_rows_count": 0,
    }
    identifiers = {"snapshot-id": str(snapshot), "sequence-number": str(sequence), "format-version": "2"}
    manifests = _put(
        f"{location}/metadata/snap-{snapshot}-1-{commit}.avro", avro.container(_FILE, [listed], identifiers)
    )
    return _commit(metadata, place, snapshot, sequence, manifests, count)


def _parquet(fields: list, columns: dict) -> tuple[bytes, int]:
    """Parquet with the field ids by which Iceberg finds columns."""
    import pyarrow
    from pyarrow import parquet

    described = pyarrow.schema(
        [
            pyarrow.field(
                field["name"],
                getattr(pyarrow, _ARROW[field["type"]])(),
                metadata={"PARQUET:field_id": str(field["id"])},
            )
            for field in fields
        ]
    )
    table = pyarrow.Table.from_pydict({field["name"]: columns[field["name"]] for field in fields}, schema=described)
    written = io.BytesIO()
    parquet.write_table(table, written, compression="zstd")
    return written.getvalue(), table.num_rows


def _put(place: str, content: bytes) -> str:
    put_object(*split_location(place), content)
    return place


def _commit(metadata: dict, place: str, snapshot: int, sequence: int, manifests: str, count: int) -> str:
    now = int(time.time() * 1000)
    made = copy.deepcopy(metadata)
    made["snapshots"].append(
        {
            "snapshot-id": snapshot,
            **({"parent-snapshot-id": made["current-snapshot-id"]} if made["snapshots"] else {}),
            "sequence-number": sequence,
            "timestamp-ms": now,
            "schema-id": made["current-schema-id"],
            "manifest-list": manifests,
            "summary": {
                "operation": "overwrite" if metadata["snapshots"] else "append",
                "added-data-files": "1",
                "added-records": str(count),
                "total-data-files": "1",
                "total-records": str(count),
            },
        }
    )
    made.update(
        {"last-sequence-number": sequence, "last-updated-ms": now, "current-snapshot-id": snapshot},
        refs={"main": {"snapshot-id": snapshot, "type": "branch"}},
    )
    made["snapshot-log"].append({"timestamp-ms": now, "snapshot-id": snapshot})
    made["metadata-log"].append({"timestamp-ms": metadata["last-updated-ms"], "metadata-file": place})
    return _put(
        f"{made['location']}/metadata/{len(made['metadata-log']):05d}-{uuid.uuid4()}.metadata.json",
        json.dumps(made).encode(),
    )
