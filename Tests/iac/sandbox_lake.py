"""Deploys the templates to a running sandbox the way the modules do, runs jobs and queries, removes all of it."""

import threading
import time
import uuid

import boto3

from templates import BILLING, CONVENTIONS, FOUNDATION, IAC, INVENTORY, LAKES, PRICE, load

PRIMARY, SECONDARY = CONVENTIONS["PrimaryRegion"], CONVENTIONS["SecondaryRegion"]


FAMILIES = {"billing": BILLING, "inventory": INVENTORY, "price": PRICE}


class SandboxLake:
    def __init__(self, endpoint: str):
        self.endpoint = endpoint
        self.names = {**CONVENTIONS, "App": "iac" + uuid.uuid4().hex[:5], "Env": "t1"}
        self.prefix = f"{self.names['App']}-{self.names['Env']}"
        self.stacks = []
        self.making = threading.Lock()

    def client(self, service: str, region: str = PRIMARY):
        with self.making:  # boto3's default session is for one thread at a time
            return boto3.client(service, region_name=region, endpoint_url=self.endpoint,
                                aws_access_key_id="123456789012", aws_secret_access_key="sandbox")

    def deploy(self, name: str, template: str, region: str = PRIMARY, **parameters) -> dict:
        """Create or update a stack; its outputs."""
        path = IAC / template
        declared = load(path)["Parameters"]
        values = {**{key: value for key, value in self.names.items() if key in declared},
                  **{key: value for key, value in parameters.items() if key in declared}}
        cloudformation = self.client("cloudformation", region)
        stack = f"{self.prefix}-{name}"
        exists = (stack, region) in self.stacks
        (cloudformation.update_stack if exists else cloudformation.create_stack)(
            StackName=stack, TemplateBody=path.read_text(),
            Capabilities=["CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in values.items()])
        if not exists:
            self.stacks.append((stack, region))
        described = self._settled(cloudformation, stack)
        if described["StackStatus"] not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            events = cloudformation.describe_stack_events(StackName=stack)["StackEvents"]
            reasons = [f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason')}" for event in events
                       if event["ResourceStatus"].endswith("_FAILED")]
            raise AssertionError(f"{stack} in {region}: {described['StackStatus']}: {reasons}")
        return {output["OutputKey"]: output["OutputValue"] for output in described.get("Outputs", [])}

    def _settled(self, cloudformation, stack: str) -> dict:
        return wait_for(stack, lambda: cloudformation.describe_stacks(StackName=stack)["Stacks"][0],
                        lambda found: not found["StackStatus"].endswith("_IN_PROGRESS"))

    def families(self, owner: str, families: str, here: dict, there: dict) -> dict:
        def step(region, replicate, own, peer):
            return self.deploy(
                f"{owner}-buckets", "shared/bucket-families.yaml", region, Families=families, Owner=owner,
                Replicate=replicate, S3KeyArn=own["S3KeyArn"], PeerS3KeyArn=peer["S3KeyArn"])
        step(PRIMARY, "false", here, there)
        step(SECONDARY, "true", there, here)
        return step(PRIMARY, "true", here, there)

    def deploy_all(self) -> None:
        """Every template, in the order that the outputs ask for."""
        self.client("iam").create_role(
            RoleName=f"{self.prefix}-admin", AssumeRolePolicyDocument='{"Version": "2012-10-17", "Statement": []}')
        self.names["AdminRole"] = f"{self.prefix}-admin"
        self.keys = self.deploy("kms-keys", "foundation/kms-keys.yaml")
        peer = self.deploy("kms-keys", "foundation/kms-keys.yaml", SECONDARY)
        self.roles = self.deploy("iam-roles", "foundation/iam-roles.yaml", **self.keys)
        self.shared = self.families("foundation", FOUNDATION, self.keys, peer)
        self.network = self.deploy("vpc", "foundation/vpc.yaml", **self.keys)
        self.athena = self.deploy(
            "workgroup", "athena/workgroup.yaml", **self.keys, OutputBucket=self.shared["AthenaOutputBucket"])
        self.made_catalog = self._make_table_bucket_catalog()
        self.lakes = {parameters["Lake"]: self._deploy_lake(parameters, peer) for parameters in LAKES}
        self.use("billing")

    def use(self, lake: str) -> None:
        """What follows is about this lake."""
        self.lake = self.lakes[lake]

    def _deploy_lake(self, parameters: dict, peer: dict) -> dict:
        """A lake's buckets, stacks and scripts; the outputs of all of them."""
        lake = parameters["Lake"]
        buckets = self.families(lake, FAMILIES[lake], self.keys, peer)
        own = {kind: buckets[f"{lake.capitalize()}{kind}"] for kind in ("HiveBucket", "IcebergBucket")}
        own["DataBucket"] = buckets["InventoryDataDestinationBucket" if lake == "inventory"
                                    else f"{lake.capitalize()}DataBucket"]
        made = self.deploy(
            f"{lake}-lake", "shared/lake.yaml", **self.keys, **self.roles, **self.shared, **own, **parameters)
        tables = self.deploy(f"{lake}-tables", f"{lake}/tables.yaml", **self.roles, **own, **made)
        for owner in ("shared", lake):
            for script in IAC.glob(f"{owner}/scripts/*.py"):
                self.client("s3").upload_file(
                    str(script), self.shared["GlueScriptsBucket"], f"{lake}/{script.name}")
        dynamic = self.deploy(
            f"{lake}-dynamic", "shared/dynamic-lake.yaml", **self.keys, **self.roles, **self.shared, **own, **made,
            Lake=lake, ReportPrefix="landed/",
            TriggerRoleArn=self.roles[f"Lambda{lake.capitalize()}TriggerRoleArn"]) if lake == "billing" else {}
        return {**own, **made, **tables, **dynamic}

    def _make_table_bucket_catalog(self) -> bool:
        """The federated catalog belongs to the account; whether it is ours to remove."""
        glue = self.client("glue")
        try:
            glue.create_catalog(Name="s3tablescatalog", CatalogInput={"FederatedCatalog": {
                "Identifier": f"arn:aws:s3tables:{PRIMARY}:123456789012:bucket/*", "ConnectionName": "aws:s3tables"}})
            return True
        except glue.exceptions.AlreadyExistsException:
            return False

    def put_report(self, key: str, content: bytes) -> str:
        self.client("s3").put_object(Bucket=self.lake["DataBucket"], Key=key, Body=content)
        return f"s3://{self.lake['DataBucket']}/{key}"

    def run(self, job: str, **arguments) -> dict:
        """Start the job of the lake's output `job` and wait; the run."""
        glue, name = self.client("glue"), self.lake[job]
        run = glue.start_job_run(JobName=name, Arguments={
            "--run_token": uuid.uuid4().hex, **{f"--{key}": value for key, value in arguments.items()}})["JobRunId"]
        return wait_for(name, lambda: glue.get_job_run(JobName=name, RunId=run)["JobRun"],
                        lambda found: found["JobRunState"] not in ("STARTING", "RUNNING", "WAITING", "STOPPING"))

    def land(self, key: str, content: bytes) -> dict:
        """Put a report where it starts a workflow run, and wait for its end: the run of the job."""
        glue, workflow = self.client("glue"), self.lake["WorkflowName"]
        before = {run["WorkflowRunId"] for run in glue.get_workflow_runs(Name=workflow)["Runs"]}
        self.put_report(key, content)
        runs = wait_for(f"a run for {key}", lambda: glue.get_workflow_runs(Name=workflow)["Runs"],
                        lambda runs: any(run["WorkflowRunId"] not in before and run["Status"] != "RUNNING"
                                         for run in runs))
        started = next(run for run in runs if run["WorkflowRunId"] not in before)
        return next(run for run in glue.get_job_runs(JobName=self.lake["DynamicJobName"])["JobRuns"]
                    if run["Arguments"].get("--WORKFLOW_RUN_ID") == started["WorkflowRunId"])

    def data_quality(self) -> dict:
        """Evaluate the ruleset of the Hive table; the result of each rule by its text."""
        glue, names = self.client("glue"), self.lake
        run = glue.start_data_quality_ruleset_evaluation_run(
            DataSource={"GlueTable": {"DatabaseName": names["DatabaseName"], "TableName": names["HiveTableName"]}},
            Role=self.roles["GlueRoleArn"], RulesetNames=[names["HiveRulesetName"]])["RunId"]
        found = wait_for("data quality", lambda: glue.get_data_quality_ruleset_evaluation_run(RunId=run),
                         lambda state: state["Status"] not in ("STARTING", "RUNNING", "STOPPING"))
        result = glue.get_data_quality_result(ResultId=found["ResultIds"][0])
        return {rule["Description"]: rule["Result"] for rule in result["RuleResults"]}

    def query(self, sql: str) -> list:
        """The first row of a query's result."""
        athena = self.client("athena")
        started = athena.start_query_execution(QueryString=sql, WorkGroup=self.athena["WorkgroupName"])
        query = started["QueryExecutionId"]
        found = wait_for(sql, lambda: athena.get_query_execution(QueryExecutionId=query)["QueryExecution"]["Status"],
                         lambda status: status["State"] not in ("QUEUED", "RUNNING"))
        if found["State"] != "SUCCEEDED":
            raise AssertionError(f"{sql}: {found.get('StateChangeReason')}")
        rows = athena.get_query_results(QueryExecutionId=query)["ResultSet"]["Rows"]
        return [cell.get("VarCharValue") for cell in rows[1]["Data"]]

    def remove(self) -> None:
        """Empty the buckets, drop the S3 table, delete the stacks in reverse."""
        problems = []
        for lake in getattr(self, "lakes", {}):
            self.use(lake)
            problems += [self.run("S3TableDeleteJobName").get("ErrorMessage")]
            self._drop_namespace()
        if getattr(self, "made_catalog", False):
            self.client("glue").delete_catalog(CatalogId="s3tablescatalog")
        s3 = self.client("s3")
        for bucket in [found["Name"] for found in s3.list_buckets()["Buckets"]]:
            if bucket.startswith(self.prefix + "-"):
                for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
                    for version in page.get("Versions", []) + page.get("DeleteMarkers", []):
                        s3.delete_object(Bucket=bucket, Key=version["Key"], VersionId=version["VersionId"])
        for stack, region in reversed(self.stacks):
            cloudformation = self.client("cloudformation", region)
            identifier = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]["StackId"]
            cloudformation.delete_stack(StackName=stack)
            status = self._settled(cloudformation, identifier)["StackStatus"]
            problems += [f"{stack} in {region}: {status}"] if status != "DELETE_COMPLETE" else []
        self.client("iam").delete_role(RoleName=f"{self.prefix}-admin")
        problems = [problem for problem in problems if problem]
        if problems:
            raise AssertionError(problems)

    def _drop_namespace(self) -> None:
        tables = self.client("s3tables")
        for found in tables.list_namespaces(tableBucketARN=self.lake["TableBucketArn"])["namespaces"]:
            tables.delete_namespace(tableBucketARN=self.lake["TableBucketArn"], namespace=found["namespace"][0])


def wait_for(what: str, read, done, seconds: float = 600):
    """Ask until it is so; the sandbox has no waiters of its own."""
    end = time.monotonic() + seconds
    while True:
        found = read()
        if done(found):
            return found
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not done after {seconds:.0f} s: {found}")
        time.sleep(0.05)
