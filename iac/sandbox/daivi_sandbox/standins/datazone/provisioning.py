"""What environments make in the account, by their blueprint: roles, security groups and databases that really exist.

Redshift, EMR and the other services are not there: their environments are records.
"""

import json
import re

from ... import aws
from ...errors import AwsError
from . import store


def check_role(arn: str) -> None:
    """A role that the service is to assume must exist."""
    found = re.fullmatch(r"arn:aws[^:]*:iam::(\d{12}):role/(?:.+/)?([^/]+)", arn)
    if found and found[1] == store.account() and not aws.exists("iam", "GetRole", RoleName=found[2]):
        raise store.invalid(f"role {arn} does not exist")


def provision(environment: dict, parameters: dict) -> list:
    """Make an environment's resources; the list that GetEnvironment shows."""
    from . import blueprints

    makers = {"Tooling": _tooling, "DataLake": _data_lake, "DefaultDataLake": _default_data_lake}
    maker = makers.get(blueprints.name_of(environment["environmentBlueprintId"]))
    made = maker(environment, parameters) if maker else {}
    return [{"name": name, "value": value, "type": kind, "provider": "AWS"} for name, (kind, value) in made.items()]


def _tags(environment: dict) -> list:
    return [
        {"Key": "AmazonDataZoneDomain", "Value": environment["domainId"]},
        {"Key": "AmazonDataZoneProject", "Value": environment["projectId"]},
        {"Key": "AmazonDataZoneEnvironment", "Value": environment["id"]},
    ]


def _role_name(environment: dict) -> str:
    return f"datazone_usr_role_{environment['projectId']}_{environment['id']}"


def _tooling(environment: dict, parameters: dict) -> dict:
    """The project's role, which services assume for its people, and its security group."""
    services = ["datazone", "sagemaker", "glue", "athena", "redshift", "emr-serverless", "airflow", "lakeformation"]
    trust = {
        "Effect": "Allow",
        "Principal": {"Service": [f"{name}.amazonaws.com" for name in services]},
        "Action": ["sts:AssumeRole", "sts:SetContext", "sts:TagSession"],
    }
    role = aws.call(
        "iam",
        "CreateRole",
        RoleName=_role_name(environment),
        AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
        Tags=_tags(environment),
    )["Role"]
    made = {
        "userRoleArn": ("AWS::IAM::Role", role["Arn"]),
        "userRoleName": ("AWS::IAM::Role", role["RoleName"]),
    }
    network = _regional(environment).get("VpcId")
    if network:
        group = aws.call(
            "ec2",
            "CreateSecurityGroup",
            GroupName=f"datazone-{environment['projectId']}-{environment['id']}",
            Description="Project in SageMaker Unified Studio",
            VpcId=network,
        )["GroupId"]
        aws.call("ec2", "CreateTags", Resources=[group], Tags=_tags(environment))
        made["securityGroup"] = ("AWS::EC2::SecurityGroup", group)
    return made


def _data_lake(environment: dict, parameters: dict) -> dict:
    name = f"{parameters.get('glueDbName') or 'glue_db'}_{environment['projectId']}"
    aws.call("glue", "CreateDatabase", DatabaseInput={"Name": name})
    return {"glueDBName": ("AWS::Glue::Database", name)}


def _default_data_lake(environment: dict, parameters: dict) -> dict:
    """Two databases, one to publish from and one for what was subscribed to, a workgroup, and the members' role."""
    made = {}
    for name, suffix in (("producerGlueDbName", "pub_db"), ("consumerGlueDbName", "sub_db")):
        database = parameters.get(name) or f"{environment['name']}_{suffix}"
        aws.call("glue", "CreateDatabase", DatabaseInput={"Name": database})
        made[name.replace("GlueDbName", "GlueDBName")] = ("AWS::Glue::Database", database)
    workgroup = parameters.get("workgroupName") or f"{environment['name']}-{environment['id']}"
    aws.call("athena", "CreateWorkGroup", Name=workgroup)
    made["athenaWorkGroupName"] = ("AWS::Athena::WorkGroup", workgroup)
    trust = {
        "Effect": "Allow",
        "Principal": {"Service": "datazone.amazonaws.com"},
        "Action": ["sts:AssumeRole", "sts:TagSession"],
    }
    role = aws.call(
        "iam",
        "CreateRole",
        RoleName=f"datazone_usr_{environment['id']}",
        AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
        Tags=_tags(environment),
    )["Role"]
    return {
        **made,
        "userRoleArn": ("AWS::IAM::Role", role["Arn"]),
        "userRoleName": ("AWS::IAM::Role", role["RoleName"]),
    }


def _regional(environment: dict) -> dict:
    configured = store.find("blueprint-configuration", environment["domainId"], environment["environmentBlueprintId"])
    return (configured.get("regionalParameters") or {}).get(environment["awsAccountRegion"]) or {}


def take_away(environment: dict) -> None:
    """Remove what an environment made; what somebody removed before is no error."""
    for resource in environment.get("provisionedResources") or []:
        try:
            if resource["name"] == "userRoleName":
                _delete_role(resource["value"])
            elif resource["type"] == "AWS::EC2::SecurityGroup":
                aws.call("ec2", "DeleteSecurityGroup", GroupId=resource["value"])
            elif resource["type"] == "AWS::Glue::Database":
                aws.call("glue", "DeleteDatabase", Name=resource["value"])
            elif resource["type"] == "AWS::Athena::WorkGroup":
                aws.call("athena", "DeleteWorkGroup", WorkGroup=resource["value"], RecursiveDeleteOption=True)
        except AwsError as problem:
            if problem.status >= 500:
                raise


def _delete_role(name: str) -> None:
    for policy in aws.call("iam", "ListRolePolicies", RoleName=name)["PolicyNames"]:
        aws.call("iam", "DeleteRolePolicy", RoleName=name, PolicyName=policy)
    for policy in aws.call("iam", "ListAttachedRolePolicies", RoleName=name)["AttachedPolicies"]:
        aws.call("iam", "DetachRolePolicy", RoleName=name, PolicyArn=policy["PolicyArn"])
    aws.call("iam", "DeleteRole", RoleName=name)


def take_away_project(domain_id: str, project_id: str) -> None:
    """Remove a project with its environments, last made first, and its members."""
    for environment in reversed(store.every("environment", domain_id)):
        if environment["projectId"] == project_id:
            take_away(environment)
            store.remove("environment", domain_id, environment["id"])
    here = (store.account(), store.region(), "membership", domain_id)
    for key in [key for key in store.ENTITIES if key[:4] == here and key[4].startswith(f"{project_id}/")]:
        del store.ENTITIES[key]
    for kind in ("data-source", "data-source-run", "environment-profile"):
        for entity in store.every(kind, domain_id):
            if entity["projectId"] == project_id:
                store.remove(kind, domain_id, entity["id"])
    for asset in store.every("asset", domain_id):
        if asset["owningProjectId"] == project_id:
            store.remove("asset", domain_id, asset["id"])
    store.remove("project", domain_id, project_id)
