"""EC2 types the emulator has operations for but no template type."""

import uuid

from .. import aws
from ..errors import AwsError


def _tagging(kind: str, properties: dict) -> dict:
    tags = [{"Key": tag["Key"], "Value": str(tag["Value"])} for tag in properties.get("Tags") or []]
    return {"TagSpecifications": [{"ResourceType": kind, "Tags": tags}]} if tags else {}


def address_create(logical_id, properties, stack_name):
    found = aws.call("ec2", "AllocateAddress", Domain="vpc", **_tagging("elastic-ip", properties))
    return found["PublicIp"], {"AllocationId": found["AllocationId"], "PublicIp": found["PublicIp"]}


def address_delete(physical_id, properties):
    for found in aws.call("ec2", "DescribeAddresses")["Addresses"]:
        if found["PublicIp"] == physical_id:
            _quietly("ReleaseAddress", AllocationId=found["AllocationId"])


def gateway_create(logical_id, properties, stack_name):
    parameters = {"SubnetId": properties["SubnetId"]}
    if properties.get("AllocationId"):
        parameters["AllocationId"] = properties["AllocationId"]
    if properties.get("ConnectivityType"):
        parameters["ConnectivityType"] = properties["ConnectivityType"]
    found = aws.call("ec2", "CreateNatGateway", **parameters, **_tagging("natgateway", properties))["NatGateway"]
    return found["NatGatewayId"], {"NatGatewayId": found["NatGatewayId"]}


def gateway_delete(physical_id, properties):
    _quietly("DeleteNatGateway", NatGatewayId=physical_id)


def flow_log_create(logical_id, properties, stack_name):
    parameters = {"ResourceIds": [properties["ResourceId"]], "ResourceType": properties["ResourceType"]}
    for name in (
        "TrafficType",
        "LogDestinationType",
        "LogDestination",
        "LogGroupName",
        "DeliverLogsPermissionArn",
        "LogFormat",
    ):
        if properties.get(name):
            parameters[name] = properties[name]
    if properties.get("MaxAggregationInterval"):
        parameters["MaxAggregationInterval"] = int(properties["MaxAggregationInterval"])
    found = aws.call("ec2", "CreateFlowLogs", **parameters, **_tagging("vpc-flow-log", properties))
    if found.get("Unsuccessful"):
        raise ValueError(str(found["Unsuccessful"][0].get("Error")))
    return found["FlowLogIds"][0], {"Id": found["FlowLogIds"][0]}


def flow_log_delete(physical_id, properties):
    _quietly("DeleteFlowLogs", FlowLogIds=[physical_id])


def permission(properties: dict, peer: str) -> dict:
    """A rule's properties as an IpPermission; `peer` is Source or Destination."""
    made: dict = {"IpProtocol": str(properties["IpProtocol"])}
    for name in ("FromPort", "ToPort"):
        if properties.get(name) is not None:
            made[name] = int(properties[name])
    words = {"Description": properties["Description"]} if properties.get("Description") else {}
    if properties.get("CidrIp"):
        made["IpRanges"] = [{"CidrIp": properties["CidrIp"], **words}]
    if properties.get("CidrIpv6"):
        made["Ipv6Ranges"] = [{"CidrIpv6": properties["CidrIpv6"], **words}]
    if properties.get(f"{peer}SecurityGroupId"):
        made["UserIdGroupPairs"] = [{"GroupId": properties[f"{peer}SecurityGroupId"], **words}]
    if properties.get(f"{peer}PrefixListId"):
        made["PrefixListIds"] = [{"PrefixListId": properties[f"{peer}PrefixListId"], **words}]
    return made


def _rule(direction: str, peer: str) -> dict:
    def create(logical_id, properties, stack_name):
        aws.call(
            "ec2",
            f"AuthorizeSecurityGroup{direction}",
            GroupId=properties["GroupId"],
            IpPermissions=[permission(properties, peer)],
        )
        identifier = f"sgr-{uuid.uuid4().hex[:17]}"
        return identifier, {"Id": identifier}

    def update(physical_id, old, new, stack_name, logical_id=None):
        delete(physical_id, old)
        create(logical_id, new, stack_name)
        return physical_id, {"Id": physical_id}

    def delete(physical_id, properties):
        _quietly(
            f"RevokeSecurityGroup{direction}",
            GroupId=properties["GroupId"],
            IpPermissions=[permission(properties, peer)],
        )

    return {"create": create, "update": update, "delete": delete, "update_with_logical_id": True}


def _quietly(operation: str, **parameters) -> None:
    try:
        aws.call("ec2", operation, **parameters)
    except AwsError as error:
        if not error.code.endswith("NotFound"):
            raise


HANDLERS = {
    "AWS::EC2::EIP": {"create": address_create, "delete": address_delete},
    "AWS::EC2::NatGateway": {"create": gateway_create, "delete": gateway_delete},
    "AWS::EC2::FlowLog": {"create": flow_log_create, "delete": flow_log_delete},
    "AWS::EC2::SecurityGroupIngress": _rule("Ingress", "Source"),
    "AWS::EC2::SecurityGroupEgress": _rule("Egress", "Destination"),
}
