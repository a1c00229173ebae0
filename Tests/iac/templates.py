"""The templates under iac/, as written and with their loops expanded. Used by the tests beside this file."""

import json
import re
from pathlib import Path

import cfnlint.decode

IAC = Path(__file__).resolve().parents[2] / "iac"
TEMPLATES = sorted(path for path in IAC.glob("*/*.yaml") if path.parent.name != "sandbox")

ACCOUNT = "123456789012"
KEYS = {
    region: f"arn:aws:kms:{region}:{ACCOUNT}:key/11111111-1111-1111-1111-111111111111"
    for region in ("us-east-1", "us-west-2")
}
CONVENTIONS = {
    "App": "daivi", "Env": "dev1", "AdminRole": "Admin", "PrimaryRegion": "us-east-1", "SecondaryRegion": "us-west-2",
}
FOUNDATION = "GlueScripts,GlueJars,GlueSparkLogs,GlueTemp,AthenaOutput,AmazonSagemaker,SmusProjectCfnTemplate"
BILLING = "BillingData,BillingHive,BillingIceberg"
INVENTORY = "InventoryDataDestination,InventoryHive,InventoryIceberg"
PRICE = "PriceData,PriceHive,PriceIceberg"
ZERO_ETL = "EquityOrdersData,ZetlDdb"
SPLUNK = "SplunkIceberg"


LAKES = [
    {"Lake": "billing", "IcebergJob": "iceberg-static", "SourceKey": "cost-and-usage-report-00001.csv.gz"},
    {"Lake": "inventory", "IcebergJob": "iceberg-static", "SourceKey": "initial-inventory-report.csv.gz",
     "SecurityConfigurationSuffix": "-inventory"},
    {"Lake": "price", "IcebergJob": "iceberg", "SourceKey": "price.csv", "SecurityConfigurationSuffix": "-price"},
]
STUDIO = {
    "IdentityCenterInstanceArn": "arn:aws:sso:::instance/ssoins-1234567890abcdef", "DomainId": "dzd-1234567890abcd",
    "RootDomainUnitId": "1234567890abcd", "ProfileId": "1234567890abcd", "VpcId": "vpc-12345678",
    "PrivateSubnetIds": "subnet-1,subnet-2,subnet-3", "AvailabilityZones": "us-east-1a,us-east-1b,us-east-1c",
    "ProjectName": "Producer", "ProducerRoleName": "datazone_usr_role_1_2", "ConsumerRoleName": "datazone_usr_role_3_4",
    "OwnerUserIds": "11111111-1111-1111-1111-111111111111", "DatabaseName": "daivi_dev1_billing",
    "DomainArn": f"arn:aws:datazone:us-east-1:{ACCOUNT}:domain/dzd-1234567890abcd",
}


def parameter_sets(path: Path) -> list:
    """The parameters a template is deployed with, one set a way of deploying it."""
    declared = load(path)["Parameters"]
    given = {name: value for name, value in CONVENTIONS.items() if name in declared}
    for name in declared:
        if name.endswith("KeyArn"):
            given[name] = KEYS["us-west-2" if name.startswith("Peer") else "us-east-1"]
        elif name.endswith("RoleArn"):
            given[name] = f"arn:aws:iam::{ACCOUNT}:role/daivi-dev1-{name.removesuffix('Arn').lower()}"
        elif name.endswith("Bucket"):
            given[name] = f"daivi-dev1-{name.removesuffix('Bucket').lower()}-primary"
        elif name.endswith("GroupId"):
            given[name] = "1234567890-11111111-1111-1111-1111-111111111111"
        elif name == "IdentityStoreId":
            given[name] = "d-1234567890"
        elif name == "InstanceArn":
            given[name] = "arn:aws:sso:::instance/ssoins-1234567890abcdef"
    network = {"VpcId": "vpc-11111111", "PrivateSubnetIds": ["subnet-11111111", "subnet-22222222", "subnet-33333333"],
               "PublicSubnetIds": ["subnet-44444444", "subnet-55555555", "subnet-66666666"],
               "ClientSecurityGroupId": "sg-11111111", "GlueSecurityGroupId": "sg-22222222",
               "BootstrapBrokers": "boot-1.c1.kafka-serverless.us-east-1.amazonaws.com:9098",
               "AvailabilityZoneNames": ["us-east-1a", "us-east-1b", "us-east-1c"],
               "ClusterArn": f"arn:aws:kafka:us-east-1:{ACCOUNT}:cluster/daivi-dev1-msk-cluster/11111111-1111-s1",
               "SecurityProtocol": "SASL_SSL", "LayerKey": "lambda/layer-1.zip", "FunctionKey": "lambda/function-1.zip",
               "CodeKey": "flink/stocks-1.zip"}
    if path.name.startswith("msk-") or path.parent.name in ("trade", "stocks"):
        given.update((name, value) for name, value in network.items() if name in declared)
    if path.name == "msk-client.yaml":
        return [given, {**given, "KafkaUiFrom": "203.0.113.7/32"}]
    if path.name == "bucket-families.yaml":
        return [{**given, "Families": families, "Replicate": replicate, "Owner": "lake"}
                for families in (FOUNDATION, BILLING, INVENTORY, PRICE, ZERO_ETL, SPLUNK)
                for replicate in ("false", "true")] + [
            {**given, "Families": "InventoryDataSource", "Replicate": "true", "Owner": "lake",
             "InventoryTo": "daivi-dev1-inventory-data-destination-primary"}]
    if path.name == "backend.yaml":
        there = {**given, "PeerRegion": "us-west-2"}
        return [{**there, "Replicate": "false", "PeerKeyArn": ""}, {**there, "Replicate": "true", "WithStackRole": "true"}]
    if path.name == "vpc.yaml":
        return [given, {**given, "InterfaceEndpoints": "true"}]
    if path.name == "lake.yaml":
        lakes = [{**given, **lake, "DeployerArn": f"arn:aws:iam::{ACCOUNT}:role/deployer"} for lake in LAKES]
        logs = {**given, "Lake": "splunk", "SecurityConfigurationSuffix": "-splunk", "DataBucket": "", "HiveBucket": ""}
        return [*lakes, logs, {**lakes[0], "DomainId": "dzd_1234567890abcd"}]
    if path.name == "dynamic-lake.yaml":
        made = {"DatabaseName": "daivi_dev1_billing", "SecurityConfigurationName": "daivi-dev1", "Lake": "billing",
                "ReportPrefix": "billing/"}
        return [{**given, **made}, {**given, **made, "DomainId": "dzd_1234567890abcd"}]
    if path.parent.name.startswith("sagemaker") or path.parent.name == "project-config":
        return [{**given, **{name: value for name, value in STUDIO.items() if name in declared}}]
    if path.parent.name == "splunk":
        made = {"DatabaseName": "daivi_dev1_splunk", "SecurityConfigurationName": "daivi-dev1",
                "TableBucketArn": f"arn:aws:s3tables:us-east-1:{ACCOUNT}:bucket/daivi-dev1-splunk",
                "ConnectionName": "daivi-dev1-splunk", "SplunkEndpoint": "https://10.38.192.4:8089",
                "SplunkSecretArn": f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:daivi-dev1-splunk-a1b2c3",
                "SplunkAuthority": "/daivi/dev1/splunk/authority", "SplunkProfileName": "daivi-dev1-splunk-profile",
                "VpcId": "vpc-0123456789abcdef0", "GlueSecurityGroupId": "sg-0123456789abcdef0",
                "PrivateSubnetIds": "subnet-0123456789abcdef0,subnet-0123456789abcdef1",
                "AvailabilityZoneNames": "us-east-1a,us-east-1b", "ImageId": "ami-0123456789abcdef0"}
        there = {**given, **{name: value for name, value in made.items() if name in declared}}
        return [there, {**there, "DomainId": "dzd_1234567890abcd"}] if "DomainId" in declared else [there]
    if path.parent.name == "snowflake":
        made = {**STUDIO, "ConnectionName": "snowflake", "Host": "a.snowflakecomputing.com", "Port": "443",
                "Warehouse": "daivi_wh", "DatabaseName": "daivi_db", "SchemaName": "daivi_schema",
                "CredentialsArn": f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:daivi-dev1-snowflake-a",
                "CredentialsName": "daivi-dev1-snowflake-credentials", "SecretVersion": "1", "Attempt": "1",
                "ConnectionFunctionArn": f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:daivi-dev1-datazone-conn-lambda",
                "ProducerProjectId": "abcdef", "ToolingEnvironmentId": "ghijkl",
                "SecurityGroupId": "sg-0123456789abcdef0",
                "ProjectsBucket": "daivi-dev1-projects"}
        return [{**given, **{name: value for name, value in made.items() if name in declared}}]
    if path.parent.name == "quicksight":
        made = {"DatabaseName": "daivi_dev1_lake", "HiveTableName": "daivi_dev1_lake_hive",
                "IcebergTableName": "daivi_dev1_lake_iceberg", "WorkgroupName": "daivi-dev1-workgroup",
                "ConvertedSql": "SELECT 1 AS one",
                "DataSourceArn": f"arn:aws:quicksight:us-east-1:{ACCOUNT}:datasource/daivi-dev1-athena"}
        return [{**given, **{name: value for name, value in made.items() if name in declared}}]
    if path.name == "tables.yaml":
        return [{**given, "DatabaseName": f"daivi_dev1_{path.parent.name}"}]
    if path.parent.name == "datazone":
        made = {"ExchangeDomainId": "dzd_1234567890abcd", "ExchangeRootUnitId": "1234567890abcd",
                "DataLakeBlueprintId": "abcdefghijklmn", "CustomBlueprintId": "abcdefghijklmo", "Project": "Producer",
                "Part": "producer", "DatabaseName": "daivi_dev1_billing",
                "IdentityCenterInstanceArn": "arn:aws:sso:::instance/ssoins-1234567890abcdef"}
        one = {**given, **{name: value for name, value in made.items() if name in declared}}
        return [one, {**one, "DatabaseName": ""}] if path.name == "project.yaml" else [one]
    if path.parent.name == "lineage":
        return [{**given, "DomainId": "dzd-1234567890abcd", "RootDomainUnitId": "1234567890abcd",
                 "ProducerProjectId": "1234567890abcd"}]
    if path.parent.name == "emr":
        return [{**given, "DatabaseName": "daivi_dev1_billing", "HiveTableName": "daivi_dev1_billing_hive"}]
    if path.name == "orders-table.yaml":
        return [{**given, "OrdersDigest": "1f" * 32}]
    if path.parent.name == "zero-etl" and path.name == "integration.yaml":
        return [{**given, "TableArn": f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/daivi-dev1-orders",
                 "DatabaseArn": f"arn:aws:glue:us-east-1:{ACCOUNT}:database/daivi_dev1_orders"}]
    return [given]


def load(path: Path) -> dict:
    """A template as it is written."""
    template, problems = cfnlint.decode.decode(str(path))
    assert not problems, problems
    return json.loads(json.dumps(template))


def resources(path: Path, parameters: dict) -> dict:
    """The resources of a template, its loops expanded the way AWS::LanguageExtensions does."""
    return _members(load(path)["Resources"], {}, parameters)


def _members(node: dict, bound: dict, parameters: dict) -> dict:
    found = {}
    for key, value in node.items():
        if str(key).startswith("Fn::ForEach::"):
            identifier, collection, fragment = value
            if isinstance(collection, dict):
                collection = parameters[collection["Ref"]].split(",")
            for item in collection:
                found.update(_members(fragment, {**bound, identifier: str(item)}, parameters))
        else:
            found[_text(key, bound)] = _value(value, bound)
    return found


def _value(node, bound: dict):
    if isinstance(node, dict):
        if set(node) == {"Ref"}:
            name = _value(node["Ref"], bound)
            return bound.get(name, {"Ref": name})
        if set(node) == {"Fn::Sub"}:
            argument = node["Fn::Sub"]
            if isinstance(argument, list):
                return {"Fn::Sub": [_text(argument[0], bound), _value(argument[1], bound)]}
            text = _text(argument, bound)
            return text if "${" not in text else {"Fn::Sub": text}
        return {key: _value(value, bound) for key, value in node.items()}
    if isinstance(node, list):
        return [_value(item, bound) for item in node]
    return node


def _text(text, bound: dict) -> str:
    return re.sub(r"\$\{(\w+)\}", lambda m: bound.get(m[1], m[0]), str(text))
