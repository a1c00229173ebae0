"""Parameters of the Query and EC2 protocols: dotted keys back into structures."""


def parse(shape, flat: dict, protocol: str) -> tuple[dict, list]:
    """The parameters, and the keys that belong to none of them."""
    if shape is None:
        return {}, sorted(flat)
    used: set = set()
    value = _structure(shape, flat, "", protocol, used)
    return value, sorted(key for key in flat if key not in used)


def _value(shape, flat: dict, prefix: str, protocol: str, used: set):
    kind = shape.type_name
    if kind == "structure":
        return _structure(shape, flat, prefix + ".", protocol, used)
    if kind == "list":
        return _list(shape, flat, prefix, protocol, used)
    if kind == "map":
        return _map(shape, flat, prefix, protocol, used)
    used.add(prefix)
    return _scalar(kind, flat[prefix])


def _structure(shape, flat: dict, prefix: str, protocol: str, used: set) -> dict:
    value = {}
    for name, member in shape.members.items():
        key = prefix + _wire_name(name, member, protocol)
        if _present(flat, key):
            value[name] = _value(member, flat, key, protocol, used)
    return value


def _wire_name(name: str, member, protocol: str) -> str:
    places = member.serialization
    if protocol == "ec2":
        if "queryName" in places:
            return places["queryName"]
        wire = places.get("name", name)
        return wire[:1].upper() + wire[1:]
    if member.type_name == "list" and places.get("flattened"):
        return member.member.serialization.get("name", name)
    return places.get("name", name)


def _list(shape, flat: dict, prefix: str, protocol: str, used: set) -> list:
    if flat.get(prefix) == "":
        used.add(prefix)
        return []
    base = prefix
    if protocol != "ec2" and not shape.serialization.get("flattened"):
        base = f"{prefix}.{shape.member.serialization.get('name', 'member')}"
        if not _present(flat, base):
            base = f"{prefix}.member"
    items = []
    number = 1
    while _present(flat, f"{base}.{number}"):
        items.append(_value(shape.member, flat, f"{base}.{number}", protocol, used))
        number += 1
    return items


def _map(shape, flat: dict, prefix: str, protocol: str, used: set) -> dict:
    base = prefix if shape.serialization.get("flattened") else f"{prefix}.entry"
    key_name = shape.key.serialization.get("name", "key")
    value_name = shape.value.serialization.get("name", "value")
    found = {}
    number = 1
    while _present(flat, f"{base}.{number}"):
        place = f"{base}.{number}"
        used.add(f"{place}.{key_name}")
        key = flat.get(f"{place}.{key_name}", "")
        if _present(flat, f"{place}.{value_name}"):
            found[key] = _value(shape.value, flat, f"{place}.{value_name}", protocol, used)
        number += 1
    return found


def _present(flat: dict, key: str) -> bool:
    return key in flat or any(name.startswith(key + ".") for name in flat)


def _scalar(kind: str, text: str):
    """The typed value, or the text itself when it does not read as one (the check then says so)."""
    if kind in ("integer", "long"):
        try:
            return int(text)
        except ValueError:
            return text
    if kind == "boolean":
        return {"true": True, "false": False, "1": True, "0": False}.get(text.lower(), text)
    return text
