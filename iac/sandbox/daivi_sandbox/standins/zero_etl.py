"""Zero-ETL integrations of Glue, a stand-in: copies a DynamoDB table once into an Iceberg table of the target database.

What AWS asks for is asked for here, at creation and whenever an integration is described: recovery in time and the
policy of the source table, a location of the target database, its role, and the policy of the Data Catalog.
"""

import contextvars
import json
import threading
import time
import uuid

from .. import aws
from ..errors import AwsError
from ..glue import catalog, encryption, federated
from . import dynamodb_rows, zero_etl_policies
from .zero_etl_properties import PROPERTIES, TABLES

INTEGRATIONS: dict = {}  # (account, region, arn) -> Integration

NOTE = "Copied once by the sandbox's stand-in for zero-ETL, which does not follow later changes"


class ZeroEtl:
    """Makes integrations and tells of them; each copies on a thread of its own."""

    def __init__(self, gateway):
        self.gateway = gateway
        self.HANDLERS = {
            "CreateIntegration": self.create,
            "DescribeIntegrations": self.describe,
            "DescribeInboundIntegrations": self.describe_inbound,
            "ModifyIntegration": self.modify,
            "DeleteIntegration": self.delete,
        }

    def create(self, call):
        """CreateIntegration: what is wrong with source or target is said at once."""
        given = call.parameters
        if any(record["IntegrationName"] == given["IntegrationName"] for record in _own(INTEGRATIONS)):
            raise AwsError("ConflictException", f"Integration {given['IntegrationName']} already exists")
        problems = _problems(given["SourceArn"], given["TargetArn"])
        if problems:
            raise AwsError("ValidationException", "; ".join(problems))
        place = f"arn:aws:glue:{call.region}:{call.account}:integration:{uuid.uuid4()}"
        record = {
            **{key: given[key] for key in _KEPT if key in given},
            "IntegrationArn": place,
            "Status": "CREATING",
            "CreateTime": time.time(),
            "Errors": [],
        }
        INTEGRATIONS[(*federated.scope(), place)] = record
        context = contextvars.copy_context()
        threading.Thread(target=context.run, args=(self._copy, record), daemon=True, name="zero-etl").start()
        return dict(record)

    def _copy(self, record: dict) -> None:
        started = time.monotonic()
        try:
            _copy_items(record)
            ending = {"Status": "ACTIVE"}
        except Exception as problem:
            text = problem.message if isinstance(problem, AwsError) else f"{type(problem).__name__}: {problem}"
            ending = {"Status": "FAILED", "Errors": [{"ErrorCode": "IngestionFailed", "ErrorMessage": text}]}
        time.sleep(max(0.0, self.gateway.settings.job_delay - (time.monotonic() - started)))
        with self.gateway.store.changing("glue"):
            record.update(ending)

    def describe(self, call):
        """DescribeIntegrations: by identifier (ARN or name) or filters; what has come to lack something says so."""
        given = call.parameters
        wanted = given.get("IntegrationIdentifier")
        found = [_told(record) for record in ([_integration(wanted)] if wanted else list(_own(INTEGRATIONS)))]
        for condition in given.get("Filters") or []:
            field = {"Status": "Status", "IntegrationName": "IntegrationName", "SourceArn": "SourceArn"}.get(
                condition.get("Name", "")
            )
            if field is None:
                raise AwsError("ValidationException", f"there is no filter {condition.get('Name')}")
            found = [record for record in found if record[field] in (condition.get("Values") or [])]
        return {"Integrations": found}

    def describe_inbound(self, call):
        given = call.parameters
        found = [
            _told(record)
            for record in _own(INTEGRATIONS)
            if given.get("IntegrationArn") in (None, record["IntegrationArn"])
            and given.get("TargetArn") in (None, record["TargetArn"])
        ]
        fields = ("SourceArn", "TargetArn", "IntegrationArn", "Status", "CreateTime", "Errors")
        return {"InboundIntegrations": [{key: record[key] for key in fields} for record in found]}

    def modify(self, call):
        record = _integration(call.parameters["IntegrationIdentifier"])
        record.update({key: value for key, value in call.parameters.items() if key in ("Description", "DataFilter")})
        return _told(record)

    def delete(self, call):
        """DeleteIntegration: the table and its rows stay."""
        record = _integration(call.parameters["IntegrationIdentifier"])
        del INTEGRATIONS[(*federated.scope(), record["IntegrationArn"])]
        return {**record, "Status": "DELETING"}


_KEPT = (
    "IntegrationName",
    "SourceArn",
    "TargetArn",
    "Description",
    "DataFilter",
    "KmsKeyId",
    "AdditionalEncryptionContext",
    "Tags",
    "IntegrationConfig",
)


def recover() -> None:
    """A copy that was under way when the sandbox was killed has failed."""
    for record in INTEGRATIONS.values():
        if record["Status"] == "CREATING":
            error = {"ErrorCode": "IngestionFailed", "ErrorMessage": "the sandbox was stopped"}
            record.update(Status="FAILED", Errors=[error])


def _own(store: dict):
    """The records of this account and region."""
    return (record for key, record in store.items() if key[:2] == federated.scope())


def _integration(wanted: str) -> dict:
    for record in _own(INTEGRATIONS):
        if wanted in (record["IntegrationArn"], record["IntegrationName"]):
            return record
    raise AwsError("IntegrationNotFoundFault", f"Integration {wanted} was not found", 404)


def _told(record: dict) -> dict:
    """An integration as it is now: one that lost what it needs wants attention."""
    told = dict(record)
    if record["Status"] == "ACTIVE":
        problems = _problems(record["SourceArn"], record["TargetArn"])
        if problems:
            told["Status"] = "NEEDS_ATTENTION"
            told["Errors"] = [{"ErrorCode": "PrerequisiteMissing", "ErrorMessage": problem} for problem in problems]
    return told


def _problems(source: str, target: str) -> list:
    """What AWS documents as prerequisites and is not there."""
    found = zero_etl_policies.source_problems(source)
    name = target.rpartition(":database/")[2]
    record = catalog.stores()._databases.get(name)
    if record is None:
        return [*found, f"{target} does not exist"]
    if not record.get("LocationUri"):
        found.append(f"database {name} has no location")
    if (*federated.scope(), target) not in PROPERTIES:
        found.append(f"{target} has no integration resource property with a target role")
    policy = encryption.POLICIES.get(federated.scope())
    return found + zero_etl_policies.catalog_problems(policy and json.loads(policy["PolicyInJson"]), target)


def _copy_items(record: dict) -> None:
    """Every item as a row of an Iceberg table; one that an earlier integration left gets these rows instead."""
    table = record["SourceArn"].rpartition("table/")[2]
    database = record["TargetArn"].rpartition(":database/")[2]
    settings = (TABLES.get((*federated.scope(), record["TargetArn"], table)) or {}).get("TargetTableConfig") or {}
    name = (settings.get("TargetTableName") or table).lower()
    columns = dynamodb_rows.columns(table, settings.get("UnnestSpec") or "FULL")
    if record not in _own(INTEGRATIONS):
        return  # deleted meanwhile
    location = catalog.database_record(database)["LocationUri"].rstrip("/")
    if not aws.exists("glue", "GetTable", DatabaseName=database, Name=name):
        fields = [{"Name": column, "Type": kind} for column, (kind, _) in columns.items()]
        catalog.create_table_record(
            {
                "DatabaseName": database,
                "TableInput": {
                    "Name": name,
                    "Description": NOTE,
                    "StorageDescriptor": {"Location": f"{location}/{name}/", "Columns": fields},
                },
                "OpenTableFormatInput": {"IcebergInput": {"MetadataOperation": "CREATE", "Version": "2"}},
            }
        )
    dynamodb_rows.write(catalog.table_record(database, name), columns)
