"""Puts our own handlers in front of the emulator, and takes them away at the end."""

import re
import sys
from urllib.parse import unquote

from . import aws, hidden_buckets, objects, records
from .athena import engine, queries
from .cloudformation import generic
from .cloudformation import install as cloudformation
from .flink import plane
from .glue import catalog, catalogs, data_quality, encryption, federated, partitions
from .spark.job_starter import JobStarter
from .splunk import instances as splunk
from .standins import (
    cost_explorer,
    cost_reports,
    datazone,
    dynamodb_import,
    emr_runs,
    emr_serverless,
    identity_center,
    identitystore,
    lakeformation,
    msk,
    permission_sets,
    quicksight,
    s3_inventory,
    s3_tables,
    zero_etl,
    zero_etl_properties,
)
from .validation import access


class Extensions:
    """The handlers by (service, operation), and what has to be started and stopped with the sandbox."""

    def __init__(self, gateway):
        self.gateway = gateway
        self.handlers: dict = {}
        from .glue.jobs import Jobs
        from .glue.workflows import Workflows

        self.starter = JobStarter()
        self.jobs = Jobs(gateway)
        self.own("glue", catalog.HANDLERS)
        self.own("glue", catalogs.HANDLERS)
        self.own("glue", self.jobs.HANDLERS)
        self.own("glue", Workflows(gateway, self.jobs).HANDLERS)
        self.own("glue", data_quality.HANDLERS)
        self.own("glue", encryption.HANDLERS)
        self.own("glue", partitions.HANDLERS)
        self.queries = queries.Queries(gateway)
        self.own("athena", self.queries.HANDLERS)
        engine.use_endpoint(gateway.settings.port)
        data_quality.keep_in(gateway.store)
        self.own("lakeformation", lakeformation.HANDLERS)
        self.own("s3tables", s3_tables.HANDLERS)
        self.own("s3", s3_inventory.HANDLERS)
        self.own("datazone", datazone.HANDLERS)
        self.emr_runs = emr_runs.EmrRuns(gateway)
        self.own("emr-serverless", emr_serverless.HANDLERS)
        self.own("emr-serverless", self.emr_runs.HANDLERS)
        self.own("sso", {**identity_center.HANDLERS, **permission_sets.HANDLERS})
        self.own("identitystore", identitystore.HANDLERS)
        self.own("organizations", {"DescribeOrganization": identity_center.describe_organization})
        self.own("glue", zero_etl.ZeroEtl(gateway).HANDLERS)
        self.own("glue", zero_etl_properties.HANDLERS)
        dynamodb_import.install(gateway)
        self.msk = msk.Msk(gateway)
        self.own("kafka", self.msk.HANDLERS)
        self.flink = plane.Plane(gateway)
        self.flink.install()
        self.own("ce", cost_explorer.HANDLERS)
        self.own("cur", cost_reports.HANDLERS)
        self.splunks = splunk.Splunks()
        self.own("quicksight", quicksight.HANDLERS)
        aws.HANDLERS = self.handlers
        aws.REACHED = gateway.store.reached
        cloudformation.install(gateway)
        hidden_buckets.hide()
        objects.insist()

    def own(self, service: str, handlers: dict) -> None:
        """Serve these operations ourselves."""
        self.handlers.update({(service, name): handler for name, handler in handlers.items()})

    async def started(self) -> None:
        """The emulator has restored its state and can be called."""
        from ministack.services import sts

        self.gateway.store.stacks.restore(self.gateway.settings.services)
        self.keep("sts-sessions", sts._sessions)
        sts._evict_expired_sessions = access.forget_sessions
        self.keep("glue-catalogs", federated.CATALOGS)
        self.keep("lakeformation-settings", lakeformation.SETTINGS)
        self.keep("lakeformation-resources", lakeformation.RESOURCES)
        self.keep("lakeformation-grants", lakeformation.GRANTS)
        self.keep("lakeformation-opt-ins", lakeformation.OPT_INS)
        for name, store in (
            ("instances", identity_center.INSTANCES),
            ("tokens", identity_center.TOKENS),
            ("users", identitystore.USERS),
            ("groups", identitystore.GROUPS),
            ("memberships", identitystore.MEMBERSHIPS),
            ("permission-sets", permission_sets.SETS),
            ("assignments", permission_sets.ASSIGNMENTS),
            ("assignment-requests", permission_sets.REQUESTS),
        ):
            self.keep(f"identity-center-{name}", store)
        for name, store in (
            ("rulesets", data_quality.RULESETS),
            ("runs", data_quality.RUNS),
            ("results", data_quality.RESULTS),
            ("tokens", data_quality.TOKENS),
        ):
            self.keep(f"data-quality-{name}", store)
        self.keep("glue-encryption", encryption.SETTINGS)
        self.keep("glue-policies", encryption.POLICIES)
        self.keep("zero-etl-integrations", zero_etl.INTEGRATIONS)
        self.keep("zero-etl-properties", zero_etl_properties.PROPERTIES)
        self.keep("zero-etl-tables", zero_etl_properties.TABLES)
        self.keep("splunk-instances", splunk.RECORDS)
        self.keep("cost-allocation-tags", cost_explorer.TAGS)
        self.keep("athena-executions", queries.EXECUTIONS)
        self.keep("athena-tokens", queries.TOKENS)
        self.keep("datazone", datazone.ENTITIES)
        for name, store in (
            ("applications", emr_serverless.APPLICATIONS),
            ("application-tokens", emr_serverless.TOKENS),
            ("runs", emr_serverless.RUNS),
            ("run-tokens", emr_runs.TOKENS),
        ):
            self.keep(f"emr-serverless-{name}", store)
        for name, store in quicksight.STORES.items():
            self.keep(name, store)
        self.keep("cloudformation-generic", generic.RECORDS)
        self.keep("msk-clusters", msk.CLUSTERS)
        cloudformation.recover()
        data_quality.recover()
        zero_etl.recover()
        self.queries.recover()
        self._make_spark_bucket()
        self.msk.recover()
        self.flink.recover()
        self.jobs.recover()
        self.emr_runs.recover()

    def _make_spark_bucket(self) -> None:
        """A bucket where the Spark engine may write what it wants to when S3 Tables chooses a table's place."""
        from ministack.services import s3

        s3._buckets.pop("daivi-sandbox-spark", None)
        s3._delete_persisted_bucket("daivi-sandbox-spark")
        s3._buckets.setdefault(
            "daivi-sandbox-spark",
            {"created": "2020-01-01T00:00:00.000Z", "objects": {}, "region": "us-east-1", "hidden": True},
        )

    def keep(self, name: str, store: dict) -> None:
        """Restore one of our own stores and have it kept from now on."""
        self.gateway.store.add(name, lambda: records.dump(store), lambda pairs: records.load(store, pairs))

    def close(self) -> None:
        self.jobs.close()
        self.emr_runs.close()
        self.flink.close()
        self.msk.close()
        self.splunks.close()
        self.starter.close()
        self._end_functions()

    @staticmethod
    def _end_functions() -> None:
        """Functions that are kept warm would find out by themselves, but only after the sandbox is gone."""
        functions = sys.modules.get("ministack.core.lambda_runtime")
        if functions is not None:
            functions.reset()


def install(gateway) -> Extensions:
    return Extensions(gateway)


def address_catalog(scope) -> dict:
    """`/_daivi/glue/<catalog>/`: the Glue endpoint of one catalog, for clients that cannot send a CatalogId."""
    found = re.match(r"/_daivi/glue/(.+?)/?$", unquote(scope["path"]))
    return {**scope, "path": "/", "raw_path": b"/", "daivi_catalog": found[1] if found else None}
