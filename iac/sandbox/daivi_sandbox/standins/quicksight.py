"""QuickSight, a stand-in: the account's subscription, users and groups, and the operations on data sources, data sets
and dashboards. Those three are the records that CloudFormation makes, so both see one and the same. Nothing is drawn
here and no query is run; making a data source tests what a connection needs (a role that trusts QuickSight, a
workgroup that exists)."""

import copy
import json
import re
import time

from .. import aws
from ..cloudformation import generic
from ..errors import AwsError

SUBSCRIPTIONS: dict = {}  # account -> {"info": AccountInfo, "region": identity region, "protected": bool}
USERS: dict = {}  # (account, user name) -> User
MEMBERS: dict = {}  # (account, group name) -> [user name]

SOURCE, SET, DASHBOARD, GROUP = (f"AWS::QuickSight::{name}" for name in ("DataSource", "DataSet", "Dashboard", "Group"))


def _scope() -> tuple[str, str]:
    from ministack.core.responses import get_account_id, get_region

    return get_account_id(), get_region()


def _missing(what: str) -> AwsError:
    return AwsError("ResourceNotFoundException", f"{what} is not found", 404)


# ---- The subscription --------------------------------------------------------------------------------------------


def _subscription() -> dict:
    found = SUBSCRIPTIONS.get(_scope()[0])
    if found is None:
        raise _missing(f"A QuickSight subscription of account {_scope()[0]}")
    return found


def describe_subscription(call):
    return {"AccountInfo": _subscription()["info"]}


def create_subscription(call):
    """Done at once. One administrator comes with it, as somebody who subscribes in the console would be."""
    given = call.parameters
    account, region = _scope()
    if account in SUBSCRIPTIONS:
        raise AwsError("ResourceExistsException", f"Account {account} is subscribed already", 409)
    if not re.fullmatch(r"(?!D-|d-)[A-Za-z0-9]+([-]*[A-Za-z0-9])*", given["AccountName"]):
        raise AwsError("InvalidParameterValueException", f"{given['AccountName']} is no account name")
    info = {
        "AccountName": given["AccountName"],
        "Edition": given.get("Edition", "ENTERPRISE"),
        "NotificationEmail": given["NotificationEmail"],
        "AuthenticationType": given["AuthenticationMethod"],
        "AccountSubscriptionStatus": "ACCOUNT_CREATED",
    }
    SUBSCRIPTIONS[account] = {"info": info, "region": region, "protected": True}
    _add_user("Admin/daivi", given["NotificationEmail"], "ADMIN")
    return {"SignupResponse": {"IAMUser": True, "accountName": given["AccountName"], "directoryType": "QUICKSIGHT"}}


def update_settings(call):
    given = call.parameters
    found = _subscription()
    found["protected"] = given.get("TerminationProtectionEnabled", found["protected"])
    if given.get("NotificationEmail"):
        found["info"]["NotificationEmail"] = given["NotificationEmail"]
    return {}


def describe_settings(call):
    found = _subscription()
    return {
        "AccountSettings": {
            "AccountName": found["info"]["AccountName"],
            "Edition": found["info"]["Edition"],
            "DefaultNamespace": "default",
            "NotificationEmail": found["info"]["NotificationEmail"],
            "TerminationProtectionEnabled": found["protected"],
        }
    }


def delete_subscription(call):
    """Everything that anybody has in QuickSight goes with it, in every region."""
    account = _scope()[0]
    if _subscription()["protected"]:
        raise AwsError("PreconditionNotMetException", "Termination protection is enabled")
    del SUBSCRIPTIONS[account]
    for store in (USERS, MEMBERS):
        for key in [key for key in store if key[0] == account]:
            del store[key]
    for key in [key for key in generic.RECORDS if key[0] == account and key[2].startswith("AWS::QuickSight::")]:
        del generic.RECORDS[key]
    return {}


# ---- Users and groups, in the identity region only ---------------------------------------------------------------


def _check_place(call) -> str:
    account, region = _scope()
    home = _subscription()["region"]
    if home != region:
        raise AwsError(
            "AccessDeniedException",
            f"Operation is being called from endpoint {region}, but your identity region is {home}. "
            f"Please use the {home} endpoint.",
            401,
        )
    if call.parameters.get("Namespace", "default") != "default":
        raise _missing(f"Namespace {call.parameters['Namespace']}")
    return account


def _add_user(name: str, email: str, role: str) -> dict:
    account, region = _scope()
    USERS[account, name] = {
        "Arn": f"arn:aws:quicksight:{region}:{account}:user/default/{name}",
        "UserName": name,
        "Email": email,
        "Role": role,
        "IdentityType": "IAM",
        "Active": True,
        "PrincipalId": f"federated/iam/{name}",
    }
    return USERS[account, name]


def list_users(call):
    account = _check_place(call)
    return {"UserList": [user for (owner, _), user in USERS.items() if owner == account]}


def register_user(call):
    given = call.parameters
    account = _check_place(call)
    name = given.get("UserName") or f"{given.get('IamArn', '').split('/')[-1]}/{given.get('SessionName', '')}"
    if (account, name) in USERS:
        raise AwsError("ResourceExistsException", f"User {name} exists already", 409)
    return {"User": _add_user(name, given["Email"], given["UserRole"])}


def _group_arn(name: str) -> str:
    account, region = _scope()
    return f"arn:aws:quicksight:{region}:{account}:group/default/{name}"


def _group(call) -> dict:
    _check_place(call)
    name = call.parameters["GroupName"]
    found = generic.record(GROUP, _group_arn(name))
    if found is None:
        raise _missing(f"Group {name}")
    return {
        "Arn": _group_arn(name),
        "GroupName": name,
        "Description": found["properties"].get("Description"),
        "PrincipalId": f"group/{name}",
    }


def describe_group(call):
    return {"Group": _group(call)}


def delete_group(call):
    name = _group(call)["GroupName"]
    del generic.RECORDS[(*_scope(), GROUP, _group_arn(name))]
    MEMBERS.pop((_scope()[0], name), None)
    return {}


def list_members(call):
    name = _group(call)["GroupName"]
    account = _scope()[0]
    names = [user for user in MEMBERS.get((account, name), []) if (account, user) in USERS]
    return {"GroupMemberList": [{"Arn": USERS[account, user]["Arn"], "MemberName": user} for user in names]}


def add_member(call):
    name, user, account = _group(call)["GroupName"], call.parameters["MemberName"], _scope()[0]
    if (account, user) not in USERS:
        raise _missing(f"User {user}")
    members = MEMBERS.setdefault((account, name), [])
    if user not in members:
        members.append(user)
    return {"GroupMember": {"Arn": USERS[account, user]["Arn"], "MemberName": user}}


def remove_member(call):
    name, user, account = _group(call)["GroupName"], call.parameters["MemberName"], _scope()[0]
    if user not in MEMBERS.get((account, name), []):
        raise _missing(f"Member {user}")
    MEMBERS[account, name].remove(user)
    return {}


# ---- Data sources, data sets, dashboards: CloudFormation's records ------------------------------------------------


def connection_fault(properties: dict) -> tuple[str, str] | None:
    """Why a connection to Athena would fail, as QuickSight names it: type and message."""
    athena = (properties.get("DataSourceParameters") or {}).get("AthenaParameters") or {}
    workgroup, role = athena.get("WorkGroup", "primary"), athena.get("RoleArn")
    if not aws.exists("athena", "GetWorkGroup", WorkGroup=workgroup):
        return "GENERIC_SQL_FAILURE", f"WorkGroup {workgroup} is not found."
    if role is None:
        return "ACCESS_DENIED", "QuickSight has no role in this account: choose one under Security & permissions."
    try:
        found = aws.call("iam", "GetRole", RoleName=role.rsplit("/", 1)[-1])["Role"]
    except AwsError:
        return "ACCESS_DENIED", f"Role {role} does not exist."
    trust = found["AssumeRolePolicyDocument"]
    if "quicksight.amazonaws.com" not in (trust if isinstance(trust, str) else json.dumps(trust)):
        return "ACCESS_DENIED", f"QuickSight may not assume {role}."
    return None


def column_faults(dashboard: dict) -> list[str]:
    """Columns that a dashboard shows and its data sets do not declare, and data sets that are not there."""
    definition = dashboard.get("Definition") or {}
    columns: dict = {}
    faults = []
    for declaration in definition.get("DataSetIdentifierDeclarations") or []:
        found = next(
            (
                record["properties"]
                for (account, region, kind, _), record in generic.RECORDS.items()
                if (account, region, kind) == (*_scope(), SET)
                and record["attributes"]["Arn"] == declaration["DataSetArn"]
            ),
            None,
        )
        if found is None:
            faults.append(f"data set {declaration['DataSetArn']} does not exist")
            continue
        columns[declaration["Identifier"]] = {
            column["Name"]
            for table in (found.get("PhysicalTableMap") or {}).values()
            for source in table.values()
            for column in source.get("Columns") or source.get("InputColumns") or []
        }

    def look(node):
        if isinstance(node, dict):
            named = node.get("DataSetIdentifier")
            if named in columns and node.get("ColumnName") not in columns[named]:
                faults.append(f"column {node.get('ColumnName')} is not in data set {named}")
            for value in node.values():
                look(value)
        elif isinstance(node, list):
            for value in node:
                look(value)

    look(definition.get("Sheets"))
    return faults


def arn(kind: str, identifier: str) -> str:
    account, region = _scope()
    return f"arn:aws:quicksight:{region}:{account}:{kind.rsplit('::', 1)[-1].lower()}/{identifier}"


def _record(kind: str, identifier: str) -> dict:
    _subscription()
    found = generic.record(kind, f"{_scope()[0]}|{identifier}")
    if found is None:
        raise _missing(f"{kind.rsplit('::', 1)[-1]} {identifier}")
    return found


def _listed(kind: str) -> list[dict]:
    _subscription()
    return [
        record
        for (account, region, owner, _), record in generic.RECORDS.items()
        if (account, region, owner) == (*_scope(), kind)
    ]


def _delete(kind: str, member: str):
    def delete(call):
        identifier = call.parameters[member]
        _record(kind, identifier)
        del generic.RECORDS[(*_scope(), kind, f"{_scope()[0]}|{identifier}")]
        return {"Arn": arn(kind, identifier), member: identifier}

    return delete


def _update(kind: str, member: str):
    def update(call):
        given = {key: value for key, value in call.parameters.items() if key != "ValidationStrategy"}
        found = _record(kind, given[member])
        if kind == DASHBOARD and column_faults(given):
            raise AwsError("InvalidParameterValueException", "; ".join(column_faults(given)))
        found["properties"].update(copy.deepcopy(given))
        return {"Arn": found["attributes"]["Arn"], member: given[member]}

    return update


def _times(found: dict) -> dict:
    made = found["attributes"].get("made") or time.time()
    return {"CreatedTime": made, "LastUpdatedTime": made}


def _source(found: dict) -> dict:
    given = found["properties"]
    fault = found["attributes"].get("fault")
    return {
        "Arn": found["attributes"]["Arn"],
        "DataSourceId": given["DataSourceId"],
        "Name": given["Name"],
        "Type": given["Type"],
        "DataSourceParameters": given.get("DataSourceParameters"),
        "Status": "CREATION_FAILED" if fault else "CREATION_SUCCESSFUL",
        "ErrorInfo": {"Type": fault[0], "Message": fault[1]} if fault else None,
        **_times(found),
    }


def create_source(call):
    """The connection is tested in the background on AWS, and here at once."""
    given = copy.deepcopy(call.parameters)
    _subscription()
    identifier = given["DataSourceId"]
    key = (*_scope(), SOURCE, f"{_scope()[0]}|{identifier}")
    if key in generic.RECORDS:
        raise AwsError("ResourceExistsException", f"DataSource {identifier} exists already", 409)
    attributes = {"Arn": arn(SOURCE, identifier), "made": time.time(), "fault": connection_fault(given)}
    generic.RECORDS[key] = {"properties": given, "attributes": attributes}
    return 202, {"content-type": "application/json"}, json.dumps(
        {"Arn": attributes["Arn"], "DataSourceId": identifier, "CreationStatus": "CREATION_IN_PROGRESS"}
    ).encode()


def describe_source(call):
    return {"DataSource": _source(_record(SOURCE, call.parameters["DataSourceId"]))}


def _set(found: dict) -> dict:
    given = found["properties"]
    kept = ("DataSetId", "Name", "PhysicalTableMap", "LogicalTableMap", "ImportMode")
    return {**{name: given.get(name) for name in kept}, "Arn": found["attributes"]["Arn"], **_times(found)}


def describe_set(call):
    return {"DataSet": _set(_record(SET, call.parameters["DataSetId"]))}


def _dashboard(found: dict) -> dict:
    given = found["properties"]
    declared = (given.get("Definition") or {}).get("DataSetIdentifierDeclarations") or []
    faults = column_faults(given)
    return {
        "DashboardId": given["DashboardId"],
        "Arn": found["attributes"]["Arn"],
        "Name": given["Name"],
        "Version": {
            "VersionNumber": 1,
            "Status": "CREATION_FAILED" if faults else "CREATION_SUCCESSFUL",
            "DataSetArns": [declaration["DataSetArn"] for declaration in declared],
            "Errors": [{"Type": "DATA_SET_NOT_FOUND", "Message": fault} for fault in faults],
        },
        **_times(found),
    }


def describe_dashboard(call):
    return {"Dashboard": _dashboard(_record(DASHBOARD, call.parameters["DashboardId"]))}


def describe_definition(call):
    found = _record(DASHBOARD, call.parameters["DashboardId"])
    version = _dashboard(found)["Version"]
    return {
        "DashboardId": found["properties"]["DashboardId"],
        "Name": found["properties"]["Name"],
        "ResourceStatus": version["Status"],
        "Errors": version["Errors"],
        "Definition": found["properties"].get("Definition"),
        "DashboardPublishOptions": found["properties"].get("DashboardPublishOptions"),
    }


def _summaries(kind: str, member: str, name: str):
    def summaries(call):
        kept = ("Name", "Type", member, "ImportMode")
        return {
            name: [
                {"Arn": found["attributes"]["Arn"], **{key: found["properties"].get(key) for key in kept}}
                for found in _listed(kind)
            ]
        }

    return summaries


HANDLERS = {
    "DescribeAccountSubscription": describe_subscription,
    "CreateAccountSubscription": create_subscription,
    "DeleteAccountSubscription": delete_subscription,
    "DescribeAccountSettings": describe_settings,
    "UpdateAccountSettings": update_settings,
    "ListUsers": list_users,
    "RegisterUser": register_user,
    "DescribeGroup": describe_group,
    "DeleteGroup": delete_group,
    "ListGroupMemberships": list_members,
    "CreateGroupMembership": add_member,
    "DeleteGroupMembership": remove_member,
    "CreateDataSource": create_source,
    "DescribeDataSource": describe_source,
    "DeleteDataSource": _delete(SOURCE, "DataSourceId"),
    "UpdateDataSource": _update(SOURCE, "DataSourceId"),
    "ListDataSources": lambda call: {"DataSources": [_source(found) for found in _listed(SOURCE)]},
    "DescribeDataSet": describe_set,
    "DeleteDataSet": _delete(SET, "DataSetId"),
    "UpdateDataSet": _update(SET, "DataSetId"),
    "ListDataSets": _summaries(SET, "DataSetId", "DataSetSummaries"),
    "DescribeDashboard": describe_dashboard,
    "DescribeDashboardDefinition": describe_definition,
    "DeleteDashboard": _delete(DASHBOARD, "DashboardId"),
    "UpdateDashboard": _update(DASHBOARD, "DashboardId"),
    "ListDashboards": _summaries(DASHBOARD, "DashboardId", "DashboardSummaryList"),
}
STORES = {"quicksight-subscriptions": SUBSCRIPTIONS, "quicksight-users": USERS, "quicksight-members": MEMBERS}
