"""Deletions that AWS refuses because something outside of the resource still uses it."""


def check(kind: str, physical_id: str, properties: dict) -> None:
    """`ValueError` in the service's words when something holds the resource."""
    if kind in _CHECKS:
        _CHECKS[kind](physical_id, properties)


def _fail(message: str, service: str, status: int):
    from ministack.services.cloudformation.helpers import _sdk_error

    raise ValueError(_sdk_error(message, service, status))


def _interfaces():
    """The subnets and the security groups of everything that has a network interface."""
    from ministack.services import ec2, lambda_svc, msk
    from ministack.services.cloudformation import _stacks

    from ..standins import msk as serverless

    for record in list(ec2._instances.values()):
        if record["State"]["Name"] != "terminated":
            yield [record.get("SubnetId")], [group["GroupId"] for group in record.get("SecurityGroups") or []]
    for record in list(ec2._nat_gateways.values()):
        if record.get("State") != "deleted":
            yield [record.get("SubnetId")], []
    for record in list(ec2._vpc_endpoints.values()):
        groups = [group["GroupId"] if isinstance(group, dict) else group for group in record.get("Groups") or []]
        yield record.get("SubnetIds") or [], groups + list(record.get("SecurityGroupIds") or [])
    for function in list(lambda_svc._functions.values()):
        place = function["config"].get("VpcConfig") or {}
        yield place.get("SubnetIds") or [], place.get("SecurityGroupIds") or []
    for record in list(serverless.CLUSTERS.values()):
        for place in (record.get("Serverless") or {}).get("VpcConfigs") or []:
            yield place.get("SubnetIds") or [], place.get("SecurityGroupIds") or []
    for record in list(msk._clusters.values()):
        place = (record.get("Provisioned") or {}).get("BrokerNodeGroupInfo") or {}
        yield place.get("ClientSubnets") or [], place.get("SecurityGroups") or []
    # A function that a template made keeps its network in the stack's record only.
    for stack in list(_stacks.values()):
        for record in list((stack.get("_resources") or {}).values()):
            if (
                record.get("ResourceType") == "AWS::Lambda::Function"
                and record.get("PhysicalResourceId") in lambda_svc._functions
            ):
                place = (record.get("Properties") or {}).get("VpcConfig") or {}
                yield place.get("SubnetIds") or [], place.get("SecurityGroupIds") or []


def _subnet(physical_id: str, properties: dict) -> None:
    if any(physical_id in subnets for subnets, _ in _interfaces()):
        _fail(f"The subnet '{physical_id}' has dependencies and cannot be deleted.", "Ec2", 400)


def _security_group(physical_id: str, properties: dict) -> None:
    from ministack.services import ec2

    named = (
        pair.get("GroupId") == physical_id
        for identifier, group in list(ec2._security_groups.items())
        if identifier != physical_id
        for direction in ("IpPermissions", "IpPermissionsEgress")
        for rule in group.get(direction) or []
        for pair in rule.get("UserIdGroupPairs") or []
    )
    if any(named) or any(physical_id in groups for _, groups in _interfaces()):
        _fail(f"resource {physical_id} has a dependent object", "Ec2", 400)


def _gateway(physical_id: str, properties: dict) -> None:
    from ministack.services import ec2

    if (ec2._internet_gateways.get(physical_id) or {}).get("Attachments"):
        _fail(f"The internetGateway '{physical_id}' has dependencies and cannot be deleted.", "Ec2", 400)


def _role(physical_id: str, properties: dict) -> None:
    """What the template declared goes with the role; what others gave it has to be taken away first."""
    from ministack.services import iam

    role = iam._roles.get(physical_id)
    if role is None:
        return
    if set(role.get("AttachedPolicies") or []) - set(properties.get("ManagedPolicyArns") or []):
        _fail("Cannot delete entity, must detach all policies first.", "Iam", 409)
    declared = {policy.get("PolicyName") for policy in properties.get("Policies") or []}
    if set(role.get("InlinePolicies") or {}) - declared:
        _fail("Cannot delete entity, must delete policies first.", "Iam", 409)
    if any(physical_id in (profile.get("Roles") or []) for profile in list(iam._instance_profiles.values())):
        _fail("Cannot delete entity, must remove roles from instance profile first.", "Iam", 409)


def _managed_policy(physical_id: str, properties: dict) -> None:
    from ministack.services import iam

    for name, found, key in (
        ("Roles", iam._roles, "RoleName"), ("Users", iam._users, "UserName"), ("Groups", iam._groups, "GroupName")
    ):
        declared = properties.get(name) or []
        for entity in list(found.values()):
            if physical_id in (entity.get("AttachedPolicies") or []) and entity[key] not in declared:
                _fail("Cannot delete a policy attached to entities.", "Iam", 409)


_CHECKS = {
    "AWS::EC2::InternetGateway": _gateway,
    "AWS::EC2::SecurityGroup": _security_group,
    "AWS::EC2::Subnet": _subnet,
    "AWS::IAM::ManagedPolicy": _managed_policy,
    "AWS::IAM::Role": _role,
}
