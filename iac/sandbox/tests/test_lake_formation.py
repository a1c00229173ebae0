"""Lake Formation's stand-in keeps settings, locations and grants as the API does."""

import unittest

from tests.sandbox import ACCOUNT, SandboxTest

ROLE = f"arn:aws:iam::{ACCOUNT}:role/reader"
FEDERATED = f"{ACCOUNT}:s3tablescatalog/tables"


class GrantsAreKept(SandboxTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client("iam").create_role(
            RoleName="reader", AssumeRolePolicyDocument='{"Version": "2012-10-17", "Statement": []}'
        )
        glue, tables = cls.client("glue"), cls.client("s3tables")
        glue.create_database(DatabaseInput={"Name": "db"})
        glue.create_table(DatabaseName="db", TableInput={"Name": "t"})
        bucket = tables.create_table_bucket(name="tables")["arn"]
        tables.create_namespace(tableBucketARN=bucket, namespace=["ns"])
        tables.create_table(tableBucketARN=bucket, namespace="ns", name="t", format="ICEBERG")
        cls.catalog = {"Identifier": f"arn:aws:s3tables:us-east-1:{ACCOUNT}:bucket/*", "ConnectionName": "aws:s3tables"}
        glue.create_catalog(Name="s3tablescatalog", CatalogInput={"FederatedCatalog": cls.catalog})
        cls.lakes = cls.client("lakeformation")

    def held(self, **filters) -> list:
        found = self.lakes.list_permissions(**filters)["PrincipalResourcePermissions"]
        return [
            (entry["Resource"], sorted(entry["Permissions"]), entry["PermissionsWithGrantOption"]) for entry in found
        ]

    def test_grants_are_added_listed_and_taken_away(self):
        principal = {"DataLakePrincipalIdentifier": ROLE}
        table = {"Table": {"DatabaseName": "db", "Name": "t"}}
        self.lakes.grant_permissions(Principal=principal, Resource=table, Permissions=["SELECT"])
        self.lakes.grant_permissions(
            Principal=principal, Resource=table, Permissions=["DESCRIBE"], PermissionsWithGrantOption=["DESCRIBE"]
        )
        expected = {"Table": {"CatalogId": ACCOUNT, "DatabaseName": "db", "Name": "t"}}
        self.assertEqual(
            self.held(Principal=principal, Resource=table), [(expected, ["DESCRIBE", "SELECT"], ["DESCRIBE"])]
        )
        self.assertEqual(self.held(Principal=principal, ResourceType="DATABASE"), [])
        self.lakes.revoke_permissions(Principal=principal, Resource=table, Permissions=["SELECT"])
        self.assertEqual(self.held(Principal=principal, Resource=table), [(expected, ["DESCRIBE"], ["DESCRIBE"])])
        with self.assertRaises(self.lakes.exceptions.InvalidInputException):
            self.lakes.revoke_permissions(Principal=principal, Resource=table, Permissions=["DROP"])

    def test_a_federated_catalog_goes_into_the_resource(self):
        principal = {"DataLakePrincipalIdentifier": ROLE}
        table = {"Table": {"CatalogId": FEDERATED, "DatabaseName": "ns", "Name": "t"}}
        answer = self.lakes.batch_grant_permissions(
            Entries=[
                {"Id": "1", "Principal": principal, "Resource": table, "Permissions": ["ALL"]},
                {
                    "Id": "2",
                    "Principal": principal,
                    "Resource": {"Database": {"CatalogId": FEDERATED, "Name": "none"}},
                    "Permissions": ["DESCRIBE"],
                },
            ]
        )
        self.assertEqual([failure["RequestEntry"]["Id"] for failure in answer["Failures"]], ["2"])
        self.assertEqual(self.held(Resource=table), [(table, ["ALL"], [])])

    def test_principals_are_opted_in_listed_and_taken_out(self):
        principal = {"DataLakePrincipalIdentifier": ROLE}
        tables = {"Table": {"CatalogId": ACCOUNT, "DatabaseName": "db", "TableWildcard": {}}}
        for _ in range(2):
            self.lakes.create_lake_formation_opt_in(Principal=principal, Resource={"Database": {"Name": "db"}})
        self.lakes.create_lake_formation_opt_in(
            Principal=principal, Resource={"Table": {"DatabaseName": "db", "TableWildcard": {}}}
        )
        found = self.lakes.list_lake_formation_opt_ins(Principal=principal)["LakeFormationOptInsInfoList"]
        self.assertEqual([entry["Resource"] for entry in found], [
            {"Database": {"CatalogId": ACCOUNT, "Name": "db"}}, tables])
        page = self.lakes.list_lake_formation_opt_ins(MaxResults=1)
        self.assertEqual((1, "1"), (len(page["LakeFormationOptInsInfoList"]), page["NextToken"]))
        self.lakes.delete_lake_formation_opt_in(Principal=principal, Resource=tables)
        self.assertEqual([], self.lakes.list_lake_formation_opt_ins(Resource=tables)["LakeFormationOptInsInfoList"])
        with self.assertRaises(self.lakes.exceptions.EntityNotFoundException):
            self.lakes.delete_lake_formation_opt_in(Principal=principal, Resource=tables)
        with self.assertRaises(self.lakes.exceptions.EntityNotFoundException):
            self.lakes.create_lake_formation_opt_in(Principal=principal, Resource={"Database": {"Name": "none"}})

    def test_settings_are_replaced_as_a_whole(self):
        self.lakes.put_data_lake_settings(DataLakeSettings={"DataLakeAdmins": [{"DataLakePrincipalIdentifier": ROLE}]})
        settings = self.lakes.get_data_lake_settings()["DataLakeSettings"]
        self.assertEqual(settings["DataLakeAdmins"], [{"DataLakePrincipalIdentifier": ROLE}])
        self.assertEqual(settings["CreateTableDefaultPermissions"], [])
        with self.assertRaises(self.lakes.exceptions.InvalidInputException):
            self.lakes.put_data_lake_settings(
                DataLakeSettings={
                    "DataLakeAdmins": [{"DataLakePrincipalIdentifier": f"arn:aws:iam::{ACCOUNT}:role/nobody"}]
                }
            )

    def test_locations(self):
        arn = f"arn:aws:s3tables:us-east-1:{ACCOUNT}:bucket/*"
        self.lakes.register_resource(ResourceArn=arn, RoleArn=ROLE, WithFederation=True)
        self.assertTrue(self.lakes.describe_resource(ResourceArn=arn)["ResourceInfo"]["WithFederation"])
        with self.assertRaises(self.lakes.exceptions.AlreadyExistsException):
            self.lakes.register_resource(ResourceArn=arn, RoleArn=ROLE)
        self.lakes.deregister_resource(ResourceArn=arn)
        with self.assertRaises(self.lakes.exceptions.EntityNotFoundException):
            self.lakes.describe_resource(ResourceArn=arn)

    def test_the_catalog_exists_once(self):
        glue = self.client("glue")
        with self.assertRaises(glue.exceptions.AlreadyExistsException):
            glue.create_catalog(Name="s3tablescatalog", CatalogInput={"FederatedCatalog": self.catalog})
        found = glue.get_catalogs(ParentCatalogId=f"{ACCOUNT}:s3tablescatalog")["CatalogList"]
        self.assertEqual([catalog["CatalogId"] for catalog in found], [FEDERATED])


if __name__ == "__main__":
    unittest.main()
