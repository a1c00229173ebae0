"""Drift is told truthfully for every type, and REVERT_DRIFT repairs it."""

import json
import unittest

from tests.sandbox import ACCOUNT, SandboxTest

TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "glue.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}
READ = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}
OTHER = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
ROLE = f"arn:aws:iam::{ACCOUNT}:role/drift-role"
TABLE_BUCKET = f"arn:aws:s3tables:us-east-1:{ACCOUNT}:bucket/drift-tables"


def resource(kind: str, after=None, **properties) -> dict:
    return {"Type": kind, "Properties": properties, **({"DependsOn": after} if after else {})}


def reference(name: str, attribute: str | None = None) -> dict:
    return {"Fn::GetAtt": [name, attribute]} if attribute else {"Ref": name}


TEMPLATE = {
    "Resources": {
        "Key": resource(
            "AWS::KMS::Key",
            EnableKeyRotation=True,
            Description="d",
            KeyPolicy={
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
                        "Action": "kms:*",
                        "Resource": "*",
                    }
                ],
            },
        ),
        "Alias": resource("AWS::KMS::Alias", AliasName="alias/drift", TargetKeyId=reference("Key")),
        "Managed": resource("AWS::IAM::ManagedPolicy", ManagedPolicyName="drift-managed", PolicyDocument=READ),
        "Role": resource(
            "AWS::IAM::Role",
            RoleName="drift-role",
            AssumeRolePolicyDocument=TRUST,
            ManagedPolicyArns=[reference("Managed")],
            Policies=[{"PolicyName": "inline", "PolicyDocument": READ}],
            Tags=[{"Key": "Usage", "Value": "test"}],
        ),
        "Profile": resource(
            "AWS::IAM::InstanceProfile", InstanceProfileName="drift-profile", Roles=[reference("Role")]
        ),
        "RolePolicy": resource("AWS::IAM::Policy", PolicyName="apart", PolicyDocument=READ, Roles=[reference("Role")]),
        "Bucket": resource(
            "AWS::S3::Bucket",
            BucketName="drift-bucket",
            VersioningConfiguration={"Status": "Enabled"},
            BucketEncryption={
                "ServerSideEncryptionConfiguration": [
                    {
                        "BucketKeyEnabled": True,
                        "ServerSideEncryptionByDefault": {
                            "SSEAlgorithm": "aws:kms",
                            "KMSMasterKeyID": reference("Key", "Arn"),
                        },
                    }
                ]
            },
            PublicAccessBlockConfiguration={
                "BlockPublicAcls": True,
                "BlockPublicPolicy": True,
                "IgnorePublicAcls": True,
                "RestrictPublicBuckets": True,
            },
            LifecycleConfiguration={
                "Rules": [
                    {"Id": "a", "Status": "Enabled", "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}}
                ]
            },
        ),
        "BucketPolicy": resource(
            "AWS::S3::BucketPolicy",
            Bucket=reference("Bucket"),
            PolicyDocument={
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Deny",
                        "Principal": "*",
                        "Action": "s3:*",
                        "Resource": "*",
                        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
                    }
                ],
            },
        ),
        "Parameter": resource("AWS::SSM::Parameter", Name="/drift", Type="String", Value="v"),
        "Logs": resource("AWS::Logs::LogGroup", LogGroupName="/drift", RetentionInDays=7),
        "Database": resource(
            "AWS::Glue::Database", CatalogId=ACCOUNT, DatabaseInput={"Name": "drift", "Description": "d"}
        ),
        "Table": resource(
            "AWS::Glue::Table",
            "Database",
            CatalogId=ACCOUNT,
            DatabaseName="drift",
            TableInput={
                "Name": "t",
                "TableType": "EXTERNAL_TABLE",
                "StorageDescriptor": {"Location": "s3://drift-bucket/t/", "Columns": [{"Name": "a", "Type": "string"}]},
            },
        ),
        "Job": resource(
            "AWS::Glue::Job",
            Name="drift-job",
            Role=reference("Role"),
            GlueVersion="5.0",
            WorkerType="G.1X",
            NumberOfWorkers=2,
            Command={"Name": "glueetl", "ScriptLocation": "s3://drift-bucket/j.py"},
        ),
        "Security": resource(
            "AWS::Glue::SecurityConfiguration",
            Name="drift-security",
            EncryptionConfiguration={"S3Encryptions": [{"S3EncryptionMode": "SSE-S3"}]},
        ),
        "Ruleset": resource("AWS::Glue::DataQualityRuleset", Name="drift-rules", Ruleset="Rules = [ RowCount > 0 ]"),
        "Workgroup": resource(
            "AWS::Athena::WorkGroup",
            Name="drift",
            WorkGroupConfiguration={"ResultConfiguration": {"OutputLocation": "s3://drift-bucket/out/"}},
        ),
        "TableBucket": resource("AWS::S3Tables::TableBucket", TableBucketName="drift-tables"),
        "TablePolicy": resource(
            "AWS::S3Tables::TableBucketPolicy",
            TableBucketARN=reference("TableBucket"),
            ResourcePolicy={
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
                        "Action": "s3tables:*",
                        "Resource": "*",
                    }
                ],
            },
        ),
        "Namespace": resource("AWS::S3Tables::Namespace", TableBucketARN=reference("TableBucket"), Namespace="ns"),
        "Location": resource(
            "AWS::LakeFormation::Resource", ResourceArn="arn:aws:s3:::drift-bucket", UseServiceLinkedRole=True
        ),
        "Grant": resource(
            "AWS::LakeFormation::PrincipalPermissions",
            "Database",
            Principal={"DataLakePrincipalIdentifier": reference("Role", "Arn")},
            Resource={"Database": {"CatalogId": ACCOUNT, "Name": "drift"}},
            Permissions=["DESCRIBE"],
            PermissionsWithGrantOption=[],
        ),
        "Vpc": resource("AWS::EC2::VPC", CidrBlock="10.9.0.0/16", EnableDnsSupport=True),
        "Subnet": resource("AWS::EC2::Subnet", VpcId=reference("Vpc"), CidrBlock="10.9.1.0/24"),
        "Gateway": resource("AWS::EC2::InternetGateway"),
        "Attachment": resource(
            "AWS::EC2::VPCGatewayAttachment", VpcId=reference("Vpc"), InternetGatewayId=reference("Gateway")
        ),
        "Routes": resource("AWS::EC2::RouteTable", VpcId=reference("Vpc")),
        "Route": resource(
            "AWS::EC2::Route",
            "Attachment",
            RouteTableId=reference("Routes"),
            DestinationCidrBlock="0.0.0.0/0",
            GatewayId=reference("Gateway"),
        ),
        "Group": resource(
            "AWS::EC2::SecurityGroup",
            GroupDescription="g",
            VpcId=reference("Vpc"),
            SecurityGroupIngress=[{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "10.0.0.0/8"}],
        ),
        "GroupRule": resource(
            "AWS::EC2::SecurityGroupIngress",
            GroupId=reference("Group", "GroupId"),
            IpProtocol="-1",
            SourceSecurityGroupId=reference("Group", "GroupId"),
        ),
    }
}


class DriftIsToldAndRepaired(SandboxTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deploy(cls("repair"), "drift", TEMPLATE)

    def repair(self):
        """Needed to make an instance for setUpClass."""

    def physical(self, logical_id: str) -> str:
        found = self.client("cloudformation").describe_stack_resource(StackName="drift", LogicalResourceId=logical_id)
        return found["StackResourceDetail"]["PhysicalResourceId"]

    def check(self, logical_id: str, status: str, *paths: str) -> None:
        """The resource has drifted as said, nothing else has, the change set says so, and executing it repairs it."""
        found = self.drift("drift")
        self.assertEqual(found[logical_id][0], status)
        for path in paths:
            self.assertTrue(any(place.startswith(path) for place in found[logical_id][1]), found[logical_id])
        described = self.change("drift", TEMPLATE, mode="REVERT_DRIFT")
        changes = {
            change["ResourceChange"]["LogicalResourceId"]: change["ResourceChange"] for change in described["Changes"]
        }
        self.assertEqual(changes[logical_id]["Action"], "Add" if status == "DELETED" else "Modify")
        self.assertEqual((described["DeploymentMode"], described["StackDriftStatus"]), ("REVERT_DRIFT", "DRIFTED"))
        self.assertEqual(described["Stack"]["StackStatus"], "UPDATE_COMPLETE")
        self.assertEqual({name: state for name, (state, _) in self.drift("drift").items() if state != "IN_SYNC"}, {})

    def test_nothing_drifts_by_itself(self):
        found = self.drift("drift")
        self.assertEqual({name: state for name, state in found.items() if state[0] != "IN_SYNC"}, {})
        # AWS has no drift detection for these two, so they are not listed.
        self.assertEqual(set(TEMPLATE["Resources"]) - set(found), {"RolePolicy", "Location"})
        described = self.change("drift", TEMPLATE, mode="REVERT_DRIFT")
        self.assertEqual(described["Status"], "FAILED")
        self.assertIn("didn't contain changes", described["StatusReason"])

    def test_a_deleted_bucket(self):
        s3 = self.client("s3")
        s3.delete_bucket(Bucket="drift-bucket")
        self.check("Bucket", "DELETED")
        self.assertEqual(s3.get_bucket_versioning(Bucket="drift-bucket")["Status"], "Enabled")
        self.assertIn("Statement", s3.get_bucket_policy(Bucket="drift-bucket")["Policy"])

    def test_a_buckets_settings(self):
        s3 = self.client("s3")
        s3.put_bucket_versioning(Bucket="drift-bucket", VersioningConfiguration={"Status": "Suspended"})
        self.check("Bucket", "MODIFIED", "/VersioningConfiguration")
        s3.delete_bucket_encryption(Bucket="drift-bucket")
        self.check("Bucket", "MODIFIED", "/BucketEncryption")
        s3.delete_public_access_block(Bucket="drift-bucket")
        self.check("Bucket", "MODIFIED", "/PublicAccessBlockConfiguration")
        s3.delete_bucket_lifecycle(Bucket="drift-bucket")
        self.check("Bucket", "MODIFIED", "/LifecycleConfiguration")

    def test_a_bucket_policy(self):
        self.client("s3").delete_bucket_policy(Bucket="drift-bucket")
        self.check("BucketPolicy", "DELETED")
        self.client("s3").put_bucket_policy(
            Bucket="drift-bucket", Policy=json.dumps({"Version": "2012-10-17", "Statement": []})
        )
        self.check("BucketPolicy", "MODIFIED", "/PolicyDocument")

    def test_a_roles_policies(self):
        iam = self.client("iam")
        managed = self.physical("Managed")
        iam.detach_role_policy(RoleName="drift-role", PolicyArn=managed)
        self.check("Role", "MODIFIED", "/ManagedPolicyArns")
        attached = iam.list_attached_role_policies(RoleName="drift-role")["AttachedPolicies"]
        self.assertEqual([policy["PolicyArn"] for policy in attached], [managed])
        iam.delete_role_policy(RoleName="drift-role", PolicyName="inline")
        self.check("Role", "MODIFIED", "/Policies")
        iam.put_role_policy(RoleName="drift-role", PolicyName="inline", PolicyDocument=json.dumps(OTHER))
        self.check("Role", "MODIFIED", "/Policies")
        iam.attach_role_policy(RoleName="drift-role", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
        self.check("Role", "MODIFIED", "/ManagedPolicyArns")
        iam.update_assume_role_policy(RoleName="drift-role", PolicyDocument=json.dumps({**TRUST, "Statement": []}))
        self.check("Role", "MODIFIED", "/AssumeRolePolicyDocument")

    def test_a_managed_policy(self):
        iam = self.client("iam")
        iam.create_policy_version(
            PolicyArn=self.physical("Managed"), PolicyDocument=json.dumps(OTHER), SetAsDefault=True
        )
        self.check("Managed", "MODIFIED", "/PolicyDocument")

    def test_an_instance_profile(self):
        self.client("iam").remove_role_from_instance_profile(InstanceProfileName="drift-profile", RoleName="drift-role")
        self.check("Profile", "MODIFIED", "/Roles")

    def test_keys_and_aliases(self):
        kms = self.client("kms")
        key = self.physical("Key")
        kms.delete_alias(AliasName="alias/drift")
        self.check("Alias", "DELETED")
        kms.disable_key_rotation(KeyId=key)
        self.check("Key", "MODIFIED", "/EnableKeyRotation")
        kms.put_key_policy(
            KeyId=key,
            PolicyName="default",
            Policy=json.dumps(
                {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
                            "Action": "kms:Describe*",
                            "Resource": "*",
                        }
                    ],
                }
            ),
        )
        self.check("Key", "MODIFIED", "/KeyPolicy")

    def test_a_parameter_and_a_log_group(self):
        ssm, logs = self.client("ssm"), self.client("logs")
        ssm.delete_parameter(Name="/drift")
        self.check("Parameter", "DELETED")
        ssm.put_parameter(Name="/drift", Value="other", Type="String", Overwrite=True)
        self.check("Parameter", "MODIFIED", "/Value")
        logs.delete_log_group(logGroupName="/drift")
        self.check("Logs", "DELETED")
        logs.put_retention_policy(logGroupName="/drift", retentionInDays=1)
        self.check("Logs", "MODIFIED", "/RetentionInDays")

    def test_the_data_catalog(self):
        glue = self.client("glue")
        glue.delete_table(DatabaseName="drift", Name="t")
        self.check("Table", "DELETED")
        glue.update_table(
            DatabaseName="drift",
            TableInput={
                "Name": "t",
                "TableType": "EXTERNAL_TABLE",
                "StorageDescriptor": {"Location": "s3://drift-bucket/t/", "Columns": [{"Name": "b", "Type": "string"}]},
            },
        )
        self.check("Table", "MODIFIED", "/TableInput/StorageDescriptor/Columns")
        glue.delete_table(DatabaseName="drift", Name="t")
        glue.delete_database(Name="drift")
        self.check("Database", "DELETED")
        self.assertEqual(glue.get_table(DatabaseName="drift", Name="t")["Table"]["Name"], "t")

    def test_what_the_template_does_not_set_is_no_drift(self):
        self.deploy(
            "iceberg",
            {
                "Resources": {
                    "Lake": resource("AWS::S3::Bucket", BucketName="drift-iceberg"),
                    "Base": resource("AWS::Glue::Database", CatalogId=ACCOUNT, DatabaseInput={"Name": "iceberg"}),
                    "Table": resource(
                        "AWS::Glue::Table",
                        ["Base", "Lake"],
                        CatalogId=ACCOUNT,
                        DatabaseName="iceberg",
                        OpenTableFormatInput={"IcebergInput": {"MetadataOperation": "CREATE", "Version": "2"}},
                        TableInput={
                            "Name": "t",
                            "TableType": "EXTERNAL_TABLE",
                            "StorageDescriptor": {
                                "Location": "s3://drift-iceberg/t",
                                "Columns": [{"Name": "a", "Type": "string"}],
                            },
                        },
                    ),
                }
            },
        )
        glue = self.client("glue")
        table = glue.get_table(DatabaseName="iceberg", Name="t")["Table"]
        self.assertEqual(table["Parameters"]["table_type"], "ICEBERG")
        glue.update_table(
            DatabaseName="iceberg",
            TableInput={
                "Name": "t",
                "TableType": "EXTERNAL_TABLE",
                "Description": "written by hand",
                "Parameters": table["Parameters"],
                "StorageDescriptor": table["StorageDescriptor"],
            },
        )
        self.assertEqual(self.drift("iceberg")["Table"], ("IN_SYNC", []))

    def test_jobs_rules_and_security(self):
        glue = self.client("glue")
        glue.delete_job(JobName="drift-job")
        self.check("Job", "DELETED")
        glue.delete_data_quality_ruleset(Name="drift-rules")
        self.check("Ruleset", "DELETED")
        glue.update_data_quality_ruleset(Name="drift-rules", Ruleset="Rules = [ RowCount > 5 ]")
        self.check("Ruleset", "MODIFIED", "/Ruleset")
        glue.delete_security_configuration(Name="drift-security")
        self.check("Security", "DELETED")

    def test_a_workgroup(self):
        athena = self.client("athena")
        athena.delete_work_group(WorkGroup="drift", RecursiveDeleteOption=True)
        self.check("Workgroup", "DELETED")
        athena.update_work_group(
            WorkGroup="drift",
            ConfigurationUpdates={"ResultConfigurationUpdates": {"OutputLocation": "s3://drift-bucket/elsewhere/"}},
        )
        self.check("Workgroup", "MODIFIED", "/WorkGroupConfiguration")

    def test_s3_tables(self):
        tables = self.client("s3tables")
        tables.delete_table_bucket_policy(tableBucketARN=TABLE_BUCKET)
        self.check("TablePolicy", "DELETED")
        tables.delete_namespace(tableBucketARN=TABLE_BUCKET, namespace="ns")
        self.check("Namespace", "DELETED")
        tables.delete_namespace(tableBucketARN=TABLE_BUCKET, namespace="ns")
        tables.delete_table_bucket(tableBucketARN=TABLE_BUCKET)
        self.check("TableBucket", "DELETED")

    def test_lake_formation(self):
        lakes = self.client("lakeformation")
        lakes.revoke_permissions(
            Principal={"DataLakePrincipalIdentifier": ROLE},
            Permissions=["DESCRIBE"],
            Resource={"Database": {"Name": "drift"}},
        )
        self.check("Grant", "DELETED")

    def test_the_network(self):
        ec2 = self.client("ec2")
        group, vpc = self.physical("Group"), self.physical("Vpc")
        ec2.authorize_security_group_ingress(
            GroupId=group,
            IpPermissions=[{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
        )
        self.check("Group", "MODIFIED", "/SecurityGroupIngress")
        ec2.revoke_security_group_ingress(
            GroupId=group,
            IpPermissions=[
                {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}
            ],
        )
        self.check("Group", "MODIFIED", "/SecurityGroupIngress")
        ec2.revoke_security_group_ingress(
            GroupId=group, IpPermissions=[{"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": group}]}]
        )
        self.check("GroupRule", "DELETED")
        ec2.delete_route(RouteTableId=self.physical("Routes"), DestinationCidrBlock="0.0.0.0/0")
        self.check("Route", "DELETED")
        ec2.detach_internet_gateway(InternetGatewayId=self.physical("Gateway"), VpcId=vpc)
        self.check("Attachment", "DELETED")
        ec2.delete_subnet(SubnetId=self.physical("Subnet"))
        self.check("Subnet", "DELETED")

    def test_what_exists_outside_the_stack_is_not_taken_over(self):
        self.client("s3").create_bucket(Bucket="outside")
        self.client("glue").create_database(DatabaseInput={"Name": "outside"})
        self.client("iam").create_role(RoleName="outside", AssumeRolePolicyDocument=json.dumps(TRUST))
        for number, wanted in enumerate(
            (
                resource("AWS::S3::Bucket", BucketName="outside"),
                resource("AWS::IAM::Role", RoleName="outside", AssumeRolePolicyDocument=TRUST),
                resource("AWS::Glue::Database", CatalogId=ACCOUNT, DatabaseInput={"Name": "outside"}),
            )
        ):
            described = self.change(f"outside-{number}", {"Resources": {"R": wanted}})
            self.assertEqual(described["Stack"]["StackStatus"], "ROLLBACK_COMPLETE")
        self.client("s3").head_bucket(Bucket="outside")


if __name__ == "__main__":
    unittest.main()
