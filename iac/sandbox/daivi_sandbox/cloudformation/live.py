"""What is really there: the live state of each supported type in the shape of its template properties.

A reader gets the physical id and the template's properties and answers the properties it can see, or None when the
resource is gone. What a reader answers right after CloudFormation made or changed a resource is kept; drift is the
difference from that, so a service's defaults and spellings never look like drift.
"""

import json
from urllib.parse import unquote

from .. import aws
from ..errors import AwsError
from . import buckets, generic, lakeformation_types


def _services():
    from ministack.services import athena, cloudwatch_logs, ec2, glue, iam, kms, s3tables

    return athena, cloudwatch_logs, ec2, glue, iam, kms, s3tables


def _tags(pairs) -> dict:
    """Tags by key without CloudFormation's own."""
    if isinstance(pairs, dict):
        found = pairs
    else:
        found = {tag.get("Key") or tag.get("TagKey"): tag.get("Value") or tag.get("TagValue") or "" for tag in pairs or []}
    return {key: value for key, value in found.items() if not key.startswith("aws:")}


def _document(text):
    """A policy document, which services keep as text, some of them percent-encoded."""
    if not isinstance(text, str) or not text:
        return text
    return json.loads(unquote(text) if text.startswith("%") else text)


def _stack_records(kind: str) -> list:
    """The properties and physical ids of every resource of a type in any stack of this region."""
    from ministack.services.cloudformation import _stacks

    return [(record["PhysicalResourceId"], record.get("Properties") or {})
            for stack in _stacks.values() if stack.get("StackStatus") != "DELETE_COMPLETE"
            for record in stack.get("_resources", {}).values() if record.get("ResourceType") == kind]


def key(identifier, properties):
    kms = _services()[5]
    record = kms._resolve_key(identifier)
    if record is None or record.get("KeyState") == "PendingDeletion":
        return None
    return {"KeyPolicy": _document(record.get("Policy")), "Description": record.get("Description", ""),
            "Enabled": record.get("KeyState") != "Disabled",
            "EnableKeyRotation": bool(record.get("KeyRotationEnabled") or record.get("_rotation_enabled")
                                      or _rotation(record["KeyId"])),
            "Tags": _tags(record.get("Tags"))}


def _rotation(identifier: str) -> bool:
    try:
        return bool(aws.call("kms", "GetKeyRotationStatus", KeyId=identifier).get("KeyRotationEnabled"))
    except AwsError:
        return False


def alias(identifier, properties):
    kms = _services()[5]
    target = kms._aliases.get(kms._alias_arn(identifier))
    return None if target is None else {"TargetKeyId": target}


def role(identifier, properties):
    iam = _services()[4]
    record = iam._roles.get(identifier)
    if record is None:
        return None
    own = {policy["PolicyName"] for policy in properties.get("Policies") or []}
    others = {given.get("PolicyName") for _, given in _stack_records("AWS::IAM::Policy")}
    inline = {name: _document(text) for name, text in record["InlinePolicies"].items() if name in own or name not in others}
    declared = set(properties.get("ManagedPolicyArns") or [])
    managed = {arn for arn, _ in _stack_records("AWS::IAM::ManagedPolicy")}
    attached = [entry if isinstance(entry, str) else entry.get("PolicyArn") for entry in record["AttachedPolicies"]]
    boundary = record.get("PermissionsBoundary")
    return {
        "AssumeRolePolicyDocument": _document(record["AssumeRolePolicyDocument"]),
        "Description": record.get("Description", ""), "MaxSessionDuration": record.get("MaxSessionDuration"),
        "Path": record.get("Path"), "Policies": inline,
        "ManagedPolicyArns": sorted(arn for arn in attached if arn in declared or arn not in managed),
        "PermissionsBoundary": boundary.get("PermissionsBoundaryArn") if isinstance(boundary, dict) else boundary,
        "Tags": _tags(record.get("Tags")),
    }


def managed_policy(identifier, properties):
    iam = _services()[4]
    if identifier not in iam._policies:
        return None
    policy = aws.call("iam", "GetPolicy", PolicyArn=identifier)["Policy"]
    version = aws.call("iam", "GetPolicyVersion", PolicyArn=identifier, VersionId=policy["DefaultVersionId"])
    roles = [name for name in properties.get("Roles") or [] if _attached(iam, name, identifier)]
    return {"PolicyDocument": _document(version["PolicyVersion"]["Document"]), "Roles": sorted(roles)}


def _attached(iam, name: str, arn: str) -> bool:
    record = iam._roles.get(name)
    entries = record["AttachedPolicies"] if record else []
    return arn in [entry if isinstance(entry, str) else entry.get("PolicyArn") for entry in entries]


def inline_policy(identifier, properties):
    iam = _services()[4]
    name = properties.get("PolicyName")
    holders = {}
    for holder in properties.get("Roles") or []:
        record = iam._roles.get(holder)
        if record and name in record["InlinePolicies"]:
            holders[holder] = _document(record["InlinePolicies"][name])
    if not holders:
        return None
    return {"PolicyDocument": next(iter(holders.values())) if len({json.dumps(text, sort_keys=True) for text in
                              holders.values()}) == 1 else holders, "Roles": sorted(holders)}


def instance_profile(identifier, properties):
    iam = _services()[4]
    record = iam._instance_profiles.get(identifier)
    if record is None:
        return None
    return {"Roles": sorted(entry if isinstance(entry, str) else entry.get("RoleName") for entry in record.get("Roles", []))}


def bucket(identifier, properties):
    return buckets.read(identifier)


def bucket_policy(identifier, properties):
    try:
        found = aws.call("s3", "GetBucketPolicy", Bucket=properties["Bucket"])
    except AwsError:
        return None
    return {"PolicyDocument": _document(found["Policy"])}


def _ec2(store: str, *names: str, tagged: bool = True):
    """A reader of one of EC2's stores; tags are kept apart there."""

    def read(identifier, properties):
        ec2 = _services()[2]
        record = getattr(ec2, store).get(identifier)
        if record is None or str(record.get("State", "")).lower() in ("deleted", "deleting"):
            return None
        found = {name: record[name] for name in names if name in record}
        if tagged:
            found["Tags"] = _tags(ec2._tags.get(identifier))
        return found

    return read


def security_group(identifier, properties):
    ec2 = _services()[2]
    record = ec2._security_groups.get(identifier)
    if record is None:
        return None
    found = {"GroupDescription": record.get("Description") or record.get("GroupDescription"), "Tags": _tags(ec2._tags.get(identifier))}
    for direction, peer, store in (("Ingress", "Source", "IpPermissions"), ("Egress", "Destination", "IpPermissionsEgress")):
        apart = [given for _, given in _stack_records(f"AWS::EC2::SecurityGroup{direction}") if given.get("GroupId") == identifier]
        from .network_types import permission

        other = {signature for given in apart for signature in _signatures([permission(given, peer)])}
        found[f"SecurityGroup{direction}"] = sorted(
            rule for rule in _signatures(record.get(store) or record.get(f"{store}") or []) if rule not in other)
    return found


def _signatures(permissions: list) -> list:
    """Each rule as one line of text: protocol, ports and one peer."""
    found = []
    for rule in permissions:
        head = f"{rule.get('IpProtocol')} {rule.get('FromPort', -1)}-{rule.get('ToPort', -1)}"
        for store, key_name in (("IpRanges", "CidrIp"), ("Ipv6Ranges", "CidrIpv6"), ("UserIdGroupPairs", "GroupId"),
                                ("PrefixListIds", "PrefixListId")):
            found += [f"{head} {peer[key_name]}" for peer in rule.get(store) or [] if key_name in peer]
    return found


def _group_rule(direction: str, peer: str):
    def read(identifier, properties):
        from .network_types import permission

        ec2 = _services()[2]
        record = ec2._security_groups.get(properties.get("GroupId"))
        if record is None:
            return None
        held = _signatures(record.get("IpPermissions" if direction == "Ingress" else "IpPermissionsEgress") or [])
        return {} if set(_signatures([permission(properties, peer)])) <= set(held) else None

    return read


def route(identifier, properties):
    ec2 = _services()[2]
    table = ec2._route_tables.get(properties.get("RouteTableId"))
    for record in (table or {}).get("Routes", []):
        for name in ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId"):
            if properties.get(name) and record.get(name) == properties[name]:
                return {name: record.get(name) for name in ("GatewayId", "NatGatewayId", "VpcEndpointId",
                                                             "TransitGatewayId") if record.get(name)}
    return None


def association(identifier, properties):
    ec2 = _services()[2]
    for table in ec2._route_tables.values():
        for record in table.get("Associations", []):
            if record.get("RouteTableAssociationId") == identifier:
                return {"RouteTableId": table["RouteTableId"], "SubnetId": record.get("SubnetId")}
    return None


def attachment(identifier, properties):
    ec2 = _services()[2]
    gateway = ec2._internet_gateways.get(properties.get("InternetGatewayId"))
    attached = [entry.get("VpcId") for entry in (gateway or {}).get("Attachments", [])]
    return {} if properties.get("VpcId") in attached else None


def address(identifier, properties):
    for record in _services()[2]._addresses.values():
        if record.get("PublicIp") == identifier:
            return {}
    return None


def endpoint(identifier, properties):
    ec2 = _services()[2]
    record = ec2._vpc_endpoints.get(identifier)
    if record is None or str(record.get("State", "")).lower().startswith("delet"):
        return None
    return {"RouteTableIds": sorted(record.get("RouteTableIds") or []), "SubnetIds": sorted(record.get("SubnetIds") or []),
            "PolicyDocument": _document(record.get("PolicyDocument")),
            "Tags": _tags(record.get("Tags") or ec2._tags.get(identifier))}


def log_group(identifier, properties):
    record = _services()[1]._log_groups.get(identifier)
    if record is None:
        return None
    return {"RetentionInDays": record.get("retentionInDays"), "KmsKeyId": record.get("kmsKeyId"),
            "LogGroupClass": record.get("logGroupClass"), "Tags": _tags(record.get("tags") or {})}


def database(identifier, properties):
    glue = _services()[3]
    record = glue._databases.get(identifier.lower())
    if record is None:
        return None
    return {"DatabaseInput": {name: record.get(name) for name in ("Description", "LocationUri", "Parameters",
                                                                  "CreateTableDefaultPermissions")}}


def table(identifier, properties):
    """Of an Iceberg table the parameters that every commit changes are left out."""
    glue = _services()[3]
    record = glue._tables.get(f"{properties.get('DatabaseName', '').lower()}/{identifier.lower()}")
    if record is None:
        return None
    kept = {name: record.get(name) for name in ("Description", "StorageDescriptor", "PartitionKeys", "TableType",
                                                "Parameters") if record.get(name) is not None}
    kept["Parameters"] = {name: value for name, value in (kept.get("Parameters") or {}).items()
                          if name not in ("metadata_location", "previous_metadata_location")}
    return {"TableInput": kept}


def _glue(store: str, *ignored: str):
    def read(identifier, properties):
        record = getattr(_services()[3], store).get(identifier)
        if record is None:
            return None
        volatile = {"CreatedOn", "LastModifiedOn", "CreationTime", "LastUpdated", "State", "LastCrawl", "CrawlElapsedTime",
                    "Name", "CreatedTimeStamp", "Version", "LastRun", *ignored}
        return {name: value for name, value in record.items() if name not in volatile}

    return read


def ruleset(identifier, properties):
    try:
        found = aws.call("glue", "GetDataQualityRuleset", Name=identifier)
    except AwsError:
        return None
    return {"Ruleset": found["Ruleset"], "Description": found.get("Description") or ""}


def encryption_settings(identifier, properties):
    return {"DataCatalogEncryptionSettings": aws.call("glue", "GetDataCatalogEncryptionSettings")["DataCatalogEncryptionSettings"]}


def workgroup(identifier, properties):
    athena = _services()[0]
    record = athena._workgroups.get(identifier)
    if record is None:
        return None
    return {"WorkGroupConfiguration": record.get("Configuration") or {}, "State": record.get("State"),
            "Description": record.get("Description") or "", "Tags": _tags(athena._tags.get(athena._arn_workgroup(identifier)))}


def table_bucket(identifier, properties):
    s3tables = _services()[6]
    record = s3tables._find_bucket_by_arn(identifier)
    return None if record is None else {"EncryptionConfiguration": record.get("_encryption"), "Tags": record.get("_tags")}


def table_bucket_policy(identifier, properties):
    try:
        found = aws.call("s3tables", "GetTableBucketPolicy", tableBucketARN=properties["TableBucketARN"])
    except AwsError:
        return None
    return {"ResourcePolicy": _document(found["resourcePolicy"])}


def namespace(identifier, properties):
    s3tables = _services()[6]
    held = s3tables._ns_key(properties["TableBucketARN"], properties["Namespace"]) in s3tables._namespaces
    return {} if held else None


def s3_table(identifier, properties):
    s3tables = _services()[6]
    place = s3tables._table_key(properties["TableBucketARN"], properties["Namespace"], properties["TableName"])
    return {} if place in s3tables._tables else None


def registered_location(identifier, properties):
    try:
        found = aws.call("lakeformation", "DescribeResource", ResourceArn=identifier)["ResourceInfo"]
    except AwsError:
        return None
    return {name: found.get(name) for name in ("RoleArn", "WithFederation", "HybridAccessEnabled")}


def permissions(identifier, properties):
    return lakeformation_types.permissions_read(properties)


def generic_record(kind: str):
    def read(identifier, properties):
        found = generic.record(kind, identifier)
        return None if found is None else found["properties"]

    return read


READERS = {
    "AWS::KMS::Key": key, "AWS::KMS::Alias": alias,
    "AWS::IAM::Role": role, "AWS::IAM::ManagedPolicy": managed_policy, "AWS::IAM::Policy": inline_policy,
    "AWS::IAM::RolePolicy": inline_policy, "AWS::IAM::InstanceProfile": instance_profile,
    "AWS::S3::Bucket": bucket, "AWS::S3::BucketPolicy": bucket_policy,
    "AWS::EC2::VPC": _ec2("_vpcs", "CidrBlock"),
    "AWS::EC2::Subnet": _ec2("_subnets", "CidrBlock", "VpcId", "AvailabilityZone", "MapPublicIpOnLaunch"),
    "AWS::EC2::RouteTable": _ec2("_route_tables", "VpcId"), "AWS::EC2::InternetGateway": _ec2("_internet_gateways"),
    "AWS::EC2::NatGateway": _ec2("_nat_gateways", "SubnetId", tagged=False),
    "AWS::EC2::FlowLog": _ec2("_flow_logs", tagged=False), "AWS::EC2::VPCEndpoint": endpoint,
    "AWS::EC2::SecurityGroup": security_group, "AWS::EC2::SecurityGroupIngress": _group_rule("Ingress", "Source"),
    "AWS::EC2::SecurityGroupEgress": _group_rule("Egress", "Destination"), "AWS::EC2::Route": route,
    "AWS::EC2::SubnetRouteTableAssociation": association, "AWS::EC2::VPCGatewayAttachment": attachment,
    "AWS::EC2::EIP": address, "AWS::Logs::LogGroup": log_group,
    "AWS::Glue::Database": database, "AWS::Glue::Table": table, "AWS::Glue::Job": _glue("_jobs"),
    "AWS::Glue::SecurityConfiguration": _glue("_security_configs"), "AWS::Glue::Trigger": _glue("_triggers"),
    "AWS::Glue::Workflow": _glue("_workflows"), "AWS::Glue::Crawler": _glue("_crawlers"),
    "AWS::Glue::DataQualityRuleset": ruleset, "AWS::Glue::DataCatalogEncryptionSettings": encryption_settings,
    "AWS::Athena::WorkGroup": workgroup, "AWS::S3Tables::TableBucket": table_bucket,
    "AWS::S3Tables::TableBucketPolicy": table_bucket_policy, "AWS::S3Tables::Namespace": namespace,
    "AWS::S3Tables::Table": s3_table, "AWS::LakeFormation::Resource": registered_location,
    "AWS::LakeFormation::PrincipalPermissions": permissions,
}
