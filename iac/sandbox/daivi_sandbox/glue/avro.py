"""Avro object container files, as far as Iceberg's manifests need them."""

import json
import os


def container(schema: dict, records: list, metadata: dict) -> bytes:
    """A file of one uncompressed block."""
    described = {"avro.schema": json.dumps(schema), "avro.codec": "null", **metadata}
    out = bytearray(b"Obj\x01")
    _long(out, len(described))
    for key, value in described.items():
        _encode(out, "string", key)
        _encode(out, "string", value)
    out.append(0)
    marker = os.urandom(16)
    block = bytearray()
    for record in records:
        _encode(block, schema, record)
    out += marker
    _long(out, len(records))
    _long(out, len(block))
    return bytes(out + block + marker)


def _long(out: bytearray, value: int) -> None:
    """Zigzag, then seven bits a byte, the lowest first."""
    rest = (value << 1) ^ (value >> 63)
    while rest > 0x7F:
        out.append((rest & 0x7F) | 0x80)
        rest >>= 7
    out.append(rest)


def _encode(out: bytearray, schema, value) -> None:
    if isinstance(schema, list):  # a union of null and one other type
        _long(out, 0 if value is None else 1)
        if value is not None:
            _encode(out, schema[1], value)
    elif isinstance(schema, dict):
        for field in schema["fields"]:
            _encode(out, field["type"], value[field["name"]])
    elif schema in ("int", "long"):
        _long(out, value)
    elif schema == "string":
        content = value.encode()
        _long(out, len(content))
        out += content
    else:
        raise ValueError(f"no Avro type {schema} here")
