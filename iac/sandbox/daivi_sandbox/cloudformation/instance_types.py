"""EC2 instances and their volumes through EC2's own operations.

An instance is a record: nothing boots. What a stand-in answers for is said where that stand-in is.
"""

import ipaddress
from collections.abc import Callable

from .. import aws
from .live_common import services, tags
from .network_types import _quietly, _tagging

BOOTS: list[Callable[[str], None]] = []
"""Called with the id of each instance that a template made, once it runs."""


def _network(properties: dict) -> tuple[str, list, bool]:
    """Subnet, security groups, and whether a public address is wanted: given directly or on the first interface."""
    card = (properties.get("NetworkInterfaces") or [{}])[0]
    subnet = properties.get("SubnetId") or card.get("SubnetId") or ""
    groups = properties.get("SecurityGroupIds") or card.get("GroupSet") or []
    public = card.get("AssociatePublicIpAddress")
    if public is None:
        public = (services()[2]._subnets.get(subnet) or {}).get("MapPublicIpOnLaunch")
    return subnet, list(groups), str(public).lower() == "true"


def _free_address(subnet: str) -> str | None:
    """The first address of the subnet that no instance has; AWS keeps the first four for itself."""
    ec2 = services()[2]
    found = ec2._subnets.get(subnet)
    if found is None:
        return None
    taken = {
        record["PrivateIpAddress"]
        for record in ec2._instances.values()
        if record["SubnetId"] == subnet and record["State"]["Name"] != "terminated"
    }
    hosts = list(ipaddress.ip_network(found["CidrBlock"]).hosts())[3:]
    return next((str(host) for host in hosts if str(host) not in taken), None)


def instance_create(logical_id, properties, stack_name):
    ec2 = services()[2]
    subnet, groups, public = _network(properties)
    given: dict = {"ImageId": properties["ImageId"], "MinCount": 1, "MaxCount": 1}
    for name in ("InstanceType", "KeyName", "UserData"):
        if properties.get(name):
            given[name] = properties[name]
    if subnet:
        given["SubnetId"] = subnet
    if groups:
        given["SecurityGroupIds"] = groups
    if properties.get("IamInstanceProfile"):
        given["IamInstanceProfile"] = {"Name": properties["IamInstanceProfile"]}
    address = properties.get("PrivateIpAddress") or _free_address(subnet)
    if address:
        given["PrivateIpAddress"] = address
    made = aws.call("ec2", "RunInstances", **given, **_tagging("instance", properties))["Instances"][0]["InstanceId"]
    record = ec2._instances[made]
    zone = (ec2._subnets.get(subnet) or {}).get("AvailabilityZone")
    if zone:
        record["Placement"]["AvailabilityZone"] = zone
    if not public:
        record["PublicIpAddress"] = record["PublicDnsName"] = ""
    for boot in BOOTS:
        boot(made)
    return made, _attributes(record)


def _attributes(record: dict) -> dict:
    return {
        "InstanceId": record["InstanceId"],
        "PrivateIp": record["PrivateIpAddress"],
        "PrivateDnsName": record["PrivateDnsName"],
        "PublicIp": record["PublicIpAddress"],
        "PublicDnsName": record["PublicDnsName"],
        "AvailabilityZone": record["Placement"]["AvailabilityZone"],
        "VpcId": record["VpcId"],
    }


def instance_update(physical_id, old, new, stack_name, logical_id=None):
    ec2 = services()[2]
    record = ec2._instances[physical_id]
    record["InstanceType"] = new.get("InstanceType") or record["InstanceType"]
    record["UserData"] = new.get("UserData") or record["UserData"]
    _, groups, _ = _network(new)
    if groups:
        record["SecurityGroups"] = [
            {"GroupId": group, "GroupName": (ec2._security_groups.get(group) or {}).get("GroupName", group)}
            for group in groups
        ]
    _tag(physical_id, old, new)
    return physical_id, _attributes(record)


def _tag(physical_id: str, old: dict, new: dict) -> None:
    """The template's tags; those that somebody else made stay."""
    from ministack.services.cloudformation import provisioners

    provisioners._ec2_apply_tags(physical_id, new, old)


def instance_delete(physical_id, properties):
    _quietly("TerminateInstances", InstanceIds=[physical_id])


def instance_read(identifier, properties):
    ec2 = services()[2]
    record = ec2._instances.get(identifier)
    if record is None or record["State"]["Name"] == "terminated":
        return None
    return {
        "ImageId": record["ImageId"],
        "InstanceType": record["InstanceType"],
        "SubnetId": record["SubnetId"],
        "SecurityGroupIds": sorted(group["GroupId"] for group in record["SecurityGroups"]),
        "Tags": tags(ec2._tags.get(identifier)),
    }


def volume_create(logical_id, properties, stack_name):
    given: dict = {"AvailabilityZone": properties["AvailabilityZone"], "Size": int(properties.get("Size") or 8)}
    for name in ("VolumeType", "KmsKeyId", "SnapshotId"):
        if properties.get(name):
            given[name] = properties[name]
    if properties.get("Encrypted") is not None:
        given["Encrypted"] = str(properties["Encrypted"]).lower() == "true"
    made = aws.call("ec2", "CreateVolume", **given, **_tagging("volume", properties))["VolumeId"]
    return made, {"VolumeId": made}


def volume_update(physical_id, old, new, stack_name, logical_id=None):
    record = services()[2]._volumes[physical_id]
    record["Size"] = int(new.get("Size") or record["Size"])
    record["VolumeType"] = new.get("VolumeType") or record["VolumeType"]
    _tag(physical_id, old, new)
    return physical_id, {"VolumeId": physical_id}


def volume_delete(physical_id, properties):
    _quietly("DeleteVolume", VolumeId=physical_id)


def volume_read(identifier, properties):
    ec2 = services()[2]
    record = ec2._volumes.get(identifier)
    if record is None:
        return None
    kept = {name: record[name] for name in ("AvailabilityZone", "Size", "VolumeType", "Encrypted")}
    return {**kept, "Tags": tags(ec2._tags.get(identifier))}


def attachment_create(logical_id, properties, stack_name):
    given = {name: properties[name] for name in ("VolumeId", "InstanceId", "Device") if properties.get(name)}
    aws.call("ec2", "AttachVolume", **given)
    return f"{properties['VolumeId']}|{properties['InstanceId']}", {}


def attachment_delete(physical_id, properties):
    _quietly("DetachVolume", VolumeId=properties["VolumeId"])


def attachment_read(identifier, properties):
    record = services()[2]._volumes.get(properties["VolumeId"]) or {}
    held = [entry["InstanceId"] for entry in record.get("Attachments") or []]
    return {"Device": properties.get("Device")} if properties["InstanceId"] in held else None


HANDLERS = {
    "AWS::EC2::Instance": {
        "create": instance_create,
        "update": instance_update,
        "delete": instance_delete,
        "update_with_logical_id": True,
    },
    "AWS::EC2::Volume": {
        "create": volume_create,
        "update": volume_update,
        "delete": volume_delete,
        "update_with_logical_id": True,
    },
    "AWS::EC2::VolumeAttachment": {"create": attachment_create, "delete": attachment_delete},
}
