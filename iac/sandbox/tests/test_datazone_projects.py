"""Projects of a DataZone domain of version V1: environments that exist, data sources that read, assets and lineage."""

import json

from botocore.exceptions import ClientError
from tests.sandbox import ACCOUNT, SandboxTest

TRUST = '{"Version": "2012-10-17", "Statement": []}'
LINK = "https://us-east-1.console.aws.amazon.com/s3/buckets/lake"
_IN = {"DomainIdentifier": {"Ref": "DomainId"}, "ProjectIdentifier": {"Fn::GetAtt": ["Project", "Id"]}}
_PROFILE = {
    "Name": "profile",
    "AwsAccountId": {"Ref": "AWS::AccountId"},
    "AwsAccountRegion": {"Ref": "AWS::Region"},
}
TEMPLATE = {
    "Parameters": {name: {"Type": "String"} for name in ("DomainId", "Blueprint", "CustomBlueprint", "Role")},
    "Resources": {
        "Project": {
            "Type": "AWS::DataZone::Project",
            "Properties": {"DomainIdentifier": {"Ref": "DomainId"}, "Name": "Producer"},
        },
        "Profile": {
            "Type": "AWS::DataZone::EnvironmentProfile",
            "Properties": {
                **_IN,
                **_PROFILE,
                "EnvironmentBlueprintIdentifier": {"Ref": "Blueprint"},
                "UserParameters": [{"Name": "producerGlueDbName", "Value": "pub"}],
            },
        },
        "Environment": {
            "Type": "AWS::DataZone::Environment",
            "Properties": {**_IN, "Name": "env", "EnvironmentProfileIdentifier": {"Fn::GetAtt": ["Profile", "Id"]}},
        },
        "Source": {
            "Type": "AWS::DataZone::DataSource",
            "Properties": {
                **_IN,
                "Name": "source",
                "Type": "GLUE",
                "EnvironmentIdentifier": {"Fn::GetAtt": ["Environment", "Id"]},
                "Configuration": {
                    "GlueRunConfiguration": {
                        "RelationalFilterConfigurations": [
                            {
                                "DatabaseName": "lake",
                                "FilterExpressions": [
                                    {"Type": "INCLUDE", "Expression": "*"},
                                    {"Type": "EXCLUDE", "Expression": "hidden*"},
                                ],
                            }
                        ]
                    }
                },
            },
        },
        "CustomProfile": {
            "Type": "AWS::DataZone::EnvironmentProfile",
            "Properties": {
                **_IN,
                **_PROFILE,
                "Name": "custom",
                "EnvironmentBlueprintIdentifier": {"Ref": "CustomBlueprint"},
            },
        },
        "Custom": {
            "Type": "AWS::DataZone::Environment",
            "Properties": {
                **_IN,
                "Name": "custom",
                "EnvironmentProfileIdentifier": {"Fn::GetAtt": ["CustomProfile", "Id"]},
                "EnvironmentRoleArn": {"Ref": "Role"},
            },
        },
        "Link": {
            "Type": "AWS::DataZone::EnvironmentActions",
            "Properties": {
                "DomainIdentifier": {"Ref": "DomainId"},
                "EnvironmentIdentifier": {"Fn::GetAtt": ["Custom", "Id"]},
                "Name": "link",
                "Parameters": {"Uri": LINK},
            },
        },
    },
    "Outputs": {name: {"Value": {"Fn::GetAtt": [name, "Id"]}} for name in ("Project", "Environment", "Source", "Custom")},
}


class DataZoneProjects(SandboxTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.zone = zone = cls.client("datazone")
        cls.role = cls.client("iam").create_role(RoleName="zone", AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]
        made = zone.create_domain(name="exchange", domainExecutionRole=cls.role)
        cls.domain, cls.unit = made["id"], made["rootDomainUnitId"]
        glue = cls.client("glue")
        glue.create_database(DatabaseInput={"Name": "lake"})
        for name in ("orders", "trades", "hidden_one"):
            columns = [{"Name": "price", "Type": "string"}]
            glue.create_table(
                DatabaseName="lake",
                TableInput={"Name": name, "StorageDescriptor": {"Columns": columns, "Location": f"s3://lake/{name}"}},
            )
        blueprints = {
            found["name"]: found["id"]
            for found in zone.list_environment_blueprints(domainIdentifier=cls.domain, managed=True)["items"]
        }
        cls.parameters = {
            "DomainId": cls.domain,
            "Blueprint": blueprints["DefaultDataLake"],
            "CustomBlueprint": blueprints["CustomAwsService"],
            "Role": cls.role,
        }
        for name in ("Blueprint", "CustomBlueprint"):
            zone.put_environment_blueprint_configuration(
                domainIdentifier=cls.domain,
                environmentBlueprintIdentifier=cls.parameters[name],
                enabledRegions=["us-east-1"],
            )
            zone.add_policy_grant(
                domainIdentifier=cls.domain,
                entityType="ENVIRONMENT_BLUEPRINT_CONFIGURATION",
                entityIdentifier=f"{ACCOUNT}:{cls.parameters[name]}",
                policyType="CREATE_ENVIRONMENT_PROFILE",
                principal={"project": {"projectDesignation": "OWNER"}},
                detail={"createEnvironmentProfile": {"domainUnitId": cls.unit}},
            )
        cls.made = cls().deploy("projects", TEMPLATE, **cls.parameters)

    def runTest(self):
        """So that an instance can be made for the helpers of SandboxTest."""

    def import_tables(self, token: str) -> dict:
        return self.zone.start_data_source_run(
            domainIdentifier=self.domain, dataSourceIdentifier=self.made["Source"], clientToken=token
        )

    def test_an_environment_makes_what_it_says(self):
        found = self.zone.get_environment(domainIdentifier=self.domain, identifier=self.made["Environment"])
        self.assertEqual("ACTIVE", found["status"])
        made = {resource["name"]: resource["value"] for resource in found["provisionedResources"]}
        self.assertEqual("pub", self.client("glue").get_database(Name="pub")["Database"]["Name"])
        self.assertIn(made["athenaWorkGroupName"], str(self.client("athena").list_work_groups()))
        self.client("iam").get_role(RoleName=made["userRoleName"])

    def test_a_run_takes_the_tables_into_the_inventory_once(self):
        first = self.import_tables("one")
        self.assertEqual(("SUCCESS", first["id"]), (first["status"], self.import_tables("one")["id"]))
        again = self.import_tables("two")["runStatisticsForAssets"]
        self.assertEqual((0, 2), (again["added"], again["unchanged"]))
        found = self.zone.search(
            domainIdentifier=self.domain, searchScope="ASSET", owningProjectIdentifier=self.made["Project"]
        )["items"]
        self.assertEqual(["orders", "trades"], sorted(item["assetItem"]["name"] for item in found))

    def test_what_was_removed_by_hand_is_drift_and_comes_back(self):
        self.assertEqual({"IN_SYNC"}, {state for state, _ in self.drift("projects").values()})
        self.zone.delete_data_source(domainIdentifier=self.domain, identifier=self.made["Source"])
        self.zone.delete_environment(domainIdentifier=self.domain, identifier=self.made["Custom"])
        states = self.drift("projects")
        gone = {name for name, (state, _) in states.items() if state == "DELETED"}
        self.assertEqual({"Source", "Custom", "Link"}, gone)
        self.change("projects", TEMPLATE, mode="REVERT_DRIFT", **self.parameters)
        self.assertEqual({"IN_SYNC"}, {state for state, _ in self.drift("projects").values()})
        stack = self.client("cloudformation").describe_stacks(StackName="projects")["Stacks"][0]
        type(self).made = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
        actions = self.zone.list_environment_actions(
            domainIdentifier=self.domain, environmentIdentifier=self.made["Custom"]
        )["items"]
        self.assertEqual([LINK], [action["parameters"]["awsConsoleLink"]["uri"] for action in actions])

    def test_an_asset_type_needs_a_grant_and_an_asset_its_form(self):
        project = self.made["Project"]
        form = {"typeIdentifier": "amazon.datazone.RelationalTableFormType", "typeRevision": "1", "required": True}
        wanted = {
            "domainIdentifier": self.domain,
            "name": "Order",
            "owningProjectIdentifier": project,
            "formsInput": {"CustomTableForm": form},
        }
        with self.assertRaisesRegex(ClientError, "CreateAssetType"):
            self.zone.create_asset_type(**wanted)
        self.zone.add_policy_grant(
            domainIdentifier=self.domain,
            entityType="DOMAIN_UNIT",
            entityIdentifier=self.unit,
            policyType="CREATE_ASSET_TYPE",
            principal={"project": {"projectDesignation": "OWNER", "projectIdentifier": project}},
            detail={"createAssetType": {}},
        )
        self.zone.create_asset_type(**wanted)
        asset = {
            "domainIdentifier": self.domain,
            "name": "Order",
            "typeIdentifier": "Order",
            "owningProjectIdentifier": project,
            "externalIdentifier": f"{self.domain}/Order",
        }
        with self.assertRaisesRegex(ClientError, "needs the forms CustomTableForm"):
            self.zone.create_asset(**asset)
        content = {"tableName": "Order", "columns": [{"columnName": "price", "dataType": "varchar"}]}
        made = self.zone.create_asset(
            **asset, formsInput=[{"formName": "CustomTableForm", "content": json.dumps(content)}]
        )
        with self.assertRaisesRegex(ClientError, "is used by assets"):
            self.zone.delete_asset_type(domainIdentifier=self.domain, identifier="Order")
        self.zone.delete_asset(domainIdentifier=self.domain, identifier=made["id"])
        self.zone.delete_asset_type(domainIdentifier=self.domain, identifier="Order")

    def test_events_become_nodes_with_neighbours_and_history(self):
        def event(kind: str, second: int) -> bytes:
            return json.dumps({
                "eventType": kind,
                "eventTime": f"2026-01-01T00:00:{second:02}.000Z",
                "producer": "urn:test",
                "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
                "run": {"runId": "6448e4f8-30c1-40b0-8dd0-c5f8e4b3289e"},
                "job": {"namespace": "default", "name": "job"},
                "inputs": [{"namespace": "n", "name": "from"}],
                "outputs": [{"namespace": "n", "name": "to", "facets": {"columnLineage": {"fields": {}}}}],
            }).encode()

        for kind, second in (("START", 1), ("COMPLETE", 11)):
            self.zone.post_lineage_event(domainIdentifier=self.domain, event=event(kind, second))
        node = self.zone.get_lineage_node(domainIdentifier=self.domain, identifier="n/to")
        self.assertEqual("columnLineage", node["formsOutput"][0]["formName"])
        run = self.zone.get_lineage_node(domainIdentifier=self.domain, identifier=node["upstreamNodes"][0]["id"])
        above = [
            self.zone.get_lineage_node(domainIdentifier=self.domain, identifier=found["id"])["sourceIdentifier"]
            for found in run["upstreamNodes"]
        ]
        self.assertEqual(["default.job", "n/from"], sorted(above))
        history = self.zone.list_lineage_node_history(domainIdentifier=self.domain, identifier="n/to")["nodes"]
        self.assertEqual(2, len(history))
        newest = self.zone.list_lineage_events(domainIdentifier=self.domain)["items"][0]
        self.assertEqual("COMPLETE", newest["eventSummary"]["openLineageRunEventSummary"]["eventType"])
        read = self.zone.get_lineage_event(domainIdentifier=self.domain, identifier=newest["id"])
        self.assertEqual("COMPLETE", json.loads(read["event"].read())["eventType"])
        self.assertEqual("SUCCESS", read["processingStatus"])
        with self.assertRaisesRegex(ClientError, "run.runId is missing"):
            self.zone.post_lineage_event(
                domainIdentifier=self.domain,
                event=b'{"eventTime": "x", "eventType": "START", "producer": "u", "schemaURL": "u"}',
            )
