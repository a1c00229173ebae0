"""The live state of networks."""

from .live_common import document, services, stack_records, tags
from .network_types import permission


def ec2(store: str, *names: str, tagged: bool = True):
    """A reader of one of EC2's stores; tags are kept apart there."""

    def read(identifier, properties):
        ec2 = services()[2]
        record = getattr(ec2, store).get(identifier)
        if record is None or str(record.get("State", "")).lower() in ("deleted", "deleting"):
            return None
        found = {name: record[name] for name in names if name in record}
        if tagged:
            found["Tags"] = tags(ec2._tags.get(identifier))
        return found

    return read


def security_group(identifier, properties):
    ec2 = services()[2]
    record = ec2._security_groups.get(identifier)
    if record is None:
        return None
    found = {
        "GroupDescription": record.get("Description") or record.get("GroupDescription"),
        "Tags": tags(ec2._tags.get(identifier)),
    }
    for direction, peer, store in (
        ("Ingress", "Source", "IpPermissions"),
        ("Egress", "Destination", "IpPermissionsEgress"),
    ):
        apart = [
            given
            for _, given in stack_records(f"AWS::EC2::SecurityGroup{direction}")
            if given.get("GroupId") == identifier
        ]

        other = {signature for given in apart for signature in signatures([permission(given, peer)])}
        found[f"SecurityGroup{direction}"] = sorted(
            rule for rule in signatures(record.get(store) or []) if rule not in other
        )
    return found


def signatures(permissions: list) -> list:
    """Each rule as one line of text: protocol, ports and one peer."""
    found = []
    for rule in permissions:
        head = f"{rule.get('IpProtocol')} {rule.get('FromPort', -1)}-{rule.get('ToPort', -1)}"
        for store, key_name in (
            ("IpRanges", "CidrIp"),
            ("Ipv6Ranges", "CidrIpv6"),
            ("UserIdGroupPairs", "GroupId"),
            ("PrefixListIds", "PrefixListId"),
        ):
            found += [f"{head} {peer[key_name]}" for peer in rule.get(store) or [] if key_name in peer]
    return found


def group_rule(direction: str, peer: str):
    def read(identifier, properties):

        ec2 = services()[2]
        record = ec2._security_groups.get(properties.get("GroupId"))
        if record is None:
            return None
        held = signatures(record.get("IpPermissions" if direction == "Ingress" else "IpPermissionsEgress") or [])
        return {} if set(signatures([permission(properties, peer)])) <= set(held) else None

    return read


def route(identifier, properties):
    ec2 = services()[2]
    table = ec2._route_tables.get(properties.get("RouteTableId"))
    for record in (table or {}).get("Routes", []):
        for name in ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId"):
            if properties.get(name) and record.get(name) == properties[name]:
                return {
                    name: record.get(name)
                    for name in ("GatewayId", "NatGatewayId", "VpcEndpointId", "TransitGatewayId")
                    if record.get(name)
                }
    return None


def association(identifier, properties):
    ec2 = services()[2]
    for table in ec2._route_tables.values():
        for record in table.get("Associations", []):
            if record.get("RouteTableAssociationId") == identifier:
                return {"RouteTableId": table["RouteTableId"], "SubnetId": record.get("SubnetId")}
    return None


def attachment(identifier, properties):
    ec2 = services()[2]
    gateway = ec2._internet_gateways.get(properties.get("InternetGatewayId"))
    attached = [entry.get("VpcId") for entry in (gateway or {}).get("Attachments", [])]
    return {} if properties.get("VpcId") in attached else None


def address(identifier, properties):
    for record in services()[2]._addresses.values():
        if record.get("PublicIp") == identifier:
            return {}
    return None


def endpoint(identifier, properties):
    ec2 = services()[2]
    record = ec2._vpc_endpoints.get(identifier)
    if record is None or str(record.get("State", "")).lower().startswith("delet"):
        return None
    return {
        "RouteTableIds": sorted(record.get("RouteTableIds") or []),
        "SubnetIds": sorted(record.get("SubnetIds") or []),
        "PolicyDocument": document(record.get("PolicyDocument")),
        "Tags": tags(record.get("Tags") or ec2._tags.get(identifier)),
    }
