"""Operations and parameters of the REST protocols: path, query string, headers and body back into parameters."""

import json
from urllib.parse import unquote
from xml.etree import ElementTree

from . import models


def route(signed_as: str, method: str, raw_path: str, query: dict, headers: dict):
    """The operation a request means, and what its path holds; None when there is none."""
    for wanted, pattern, literal, required, _, name in models.routes(signed_as):
        if wanted != method:
            continue
        found = pattern.match(raw_path)
        if not found:
            continue
        if any(key not in query or (value and query[key][0] != value) for key, value in literal):
            continue
        if any(
            place not in (query if kind == "querystring" else headers) and place.lower() not in headers
            for kind, place in required
        ):
            continue
        return name, found.groupdict()
    return None


def parse(call, places: dict, headers: dict, query: dict, body: bytes) -> dict:
    """The parameters of a REST request; adds a finding for a body that cannot be read."""
    shape = call.model.input_shape
    parameters: dict = {}
    payload = shape.serialization.get("payload")
    in_body = {}
    for name, member in shape.members.items():
        place = member.serialization.get("location")
        wire = member.serialization.get("name", name)
        if place == "uri":
            if places.get(_group(wire)) is not None:
                parameters[name] = _typed(member, unquote(places[_group(wire)]))
        elif place == "querystring":
            if member.type_name == "map":
                continue
            if wire in query:
                values = query[wire]
                parameters[name] = values if member.type_name == "list" else _typed(member, values[0])
        elif place == "header":
            if wire.lower() in headers:
                text = headers[wire.lower()]
                parameters[name] = text.split(", ") if member.type_name == "list" else _typed(member, text)
        elif place == "headers":
            parameters[name] = {
                key[len(wire) :]: value for key, value in headers.items() if key.startswith(wire.lower())
            }
        else:
            in_body[name] = member
    if payload:
        member = shape.members[payload]
        if member.type_name in ("blob", "string"):
            # Objects are large, and nothing looks at them here.
            content = b"" if call.service == "s3" else body
            parameters[payload] = content.decode(errors="replace") if member.type_name == "string" else content
        elif body:
            value = _body(call, member, body)
            if value is not None:
                parameters[payload] = value
    elif in_body and body:
        value = _body(call, shape, body)
        if isinstance(value, dict):
            known = {member.serialization.get("name", name): name for name, member in in_body.items()}
            for key, item in value.items():
                parameters[known.get(key, key)] = item
    return parameters


def _group(wire: str) -> str:
    return "".join(character if character.isalnum() or character == "_" else "_" for character in wire)


def _body(call, shape, body: bytes):
    try:
        if call.protocol == "rest-xml":
            return _element(shape, ElementTree.fromstring(body), call.findings)
        return json.loads(body)
    except (ValueError, ElementTree.ParseError) as problem:
        call.error_code = "MalformedXML" if call.protocol == "rest-xml" else "SerializationException"
        call.findings.append(f"the body cannot be read: {problem}")
        return None


def _element(shape, element, findings: list):
    """One XML element as a value of `shape`; elements that no member has are findings."""
    kind = shape.type_name
    if kind == "structure":
        value: dict = {}
        wires = {}
        for name, member in shape.members.items():
            if member.serialization.get("location"):
                continue
            wire = member.serialization.get("name", name)
            if member.type_name == "list" and member.serialization.get("flattened"):
                wire = member.serialization.get("name") or member.member.serialization.get("name", name)
            wires[wire] = (name, member)
        for child in element:
            tag = child.tag.rpartition("}")[2]
            if tag not in wires:
                findings.append(f"element {tag} is not known in {element.tag.rpartition('}')[2]}")
                continue
            name, member = wires[tag]
            if member.type_name == "list" and member.serialization.get("flattened"):
                value.setdefault(name, []).append(_element(member.member, child, findings))
            else:
                value[name] = _element(member, child, findings)
        for name, member in shape.members.items():
            if member.serialization.get("xmlAttribute"):
                wire = member.serialization["name"].rpartition(":")[2]
                for key, text in element.attrib.items():
                    if key.rpartition("}")[2] == wire:
                        value[name] = text
        return value
    if kind == "list":
        return [_element(shape.member, child, findings) for child in element]
    if kind == "map":
        return {child[0].text: _element(shape.value, child[1], findings) for child in element if len(child) == 2}
    return _typed(shape, (element.text or "").strip() if kind != "string" else element.text or "")


def _typed(member, text: str):
    if member.type_name in ("integer", "long"):
        try:
            return int(text)
        except ValueError:
            return text
    if member.type_name == "boolean":
        return {"true": True, "false": False}.get(text.lower(), text)
    return text
