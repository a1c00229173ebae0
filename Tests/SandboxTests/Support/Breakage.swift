/// Python that breaks everything behind DAIVI's back, each thing through the API of its own service: one resource of every
/// stack, and what steps made without CloudFormation. It prints the stacks it knows no way to break.
let breakage = #"""
  nothing = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}
  nobody = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole"}]}

  def job(name, region):
      glue = client("glue", region)
      found = glue.get_job(JobName=name)["Job"]
      glue.update_job(JobName=name, JobUpdate={"Role": found["Role"], "Command": found["Command"], "GlueVersion": "4.0"})

  def group(identifier, region):
      identifier, store = identifier.split("|")
      client("identitystore", region).update_group(IdentityStoreId=store, GroupId=identifier, Operations=[
          {"AttributePath": "description", "AttributeValue": "broken"}])

  def policy_grant(identifier, region):
      domain, _, entity, kind, policy = identifier.split("|")
      of = {"domainIdentifier": domain, "entityType": kind, "entityIdentifier": entity, "policyType": policy}
      for grant in client("datazone", region).list_policy_grants(**of)["grantList"]:
          client("datazone", region).remove_policy_grant(principal=grant["principal"], **of)

  # The first of these types that a stack has is broken.
  ways = {
      "AWS::SSM::Parameter": lambda name, region: client("ssm", region).put_parameter(
          Name=name, Value="broken", Overwrite=True),
      "AWS::Logs::LogGroup": lambda name, region: client("logs", region).put_retention_policy(
          logGroupName=name, retentionInDays=1),
      "AWS::Glue::DataQualityRuleset": lambda name, region: client("glue", region).update_data_quality_ruleset(
          Name=name, Ruleset="Rules = [ RowCount > 1 ]"),
      "AWS::Glue::Job": job,
      "AWS::QuickSight::DataSet": lambda identifier, region: client("quicksight", region).delete_data_set(
          AwsAccountId="123456789012", DataSetId=identifier.split("|")[1]),
      "AWS::QuickSight::Group": lambda arn, region: client("quicksight", region).delete_group(
          AwsAccountId="123456789012", Namespace="default", GroupName=arn.split("/")[-1]),
      "AWS::IAM::ManagedPolicy": lambda arn, region: client("iam", region).create_policy_version(
          PolicyArn=arn, PolicyDocument=json.dumps(nothing), SetAsDefault=True),
      "AWS::IAM::Role": lambda name, region: client("iam", region).update_assume_role_policy(
          RoleName=name, PolicyDocument=json.dumps(nobody)),
      "AWS::KMS::Key": lambda key, region: client("kms", region).disable_key_rotation(KeyId=key),
      "AWS::Athena::WorkGroup": lambda name, region: client("athena", region).update_work_group(
          WorkGroup=name, ConfigurationUpdates={"EnforceWorkGroupConfiguration": False}),
      "AWS::IdentityStore::Group": group,
      "AWS::DynamoDB::Table": lambda name, region: client("dynamodb", region).update_continuous_backups(
          TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False}),
      "AWS::Glue::Integration": lambda identifier, region: client("glue", region).modify_integration(
          IntegrationIdentifier=identifier.split("|")[0], Description="broken"),
      "AWS::EC2::SecurityGroup": lambda group, region: client("ec2", region).authorize_security_group_ingress(
          GroupId=group, IpPermissions=[
              {"IpProtocol": "tcp", "FromPort": 9, "ToPort": 9, "IpRanges": [{"CidrIp": "192.0.2.0/24"}]}]),
      "AWS::DataZone::PolicyGrant": policy_grant,
      "AWS::CUR::ReportDefinition": lambda name, region: client("cur").delete_report_definition(ReportName=name),
  }
  for region in ("us-east-1", "us-west-2"):
      cloudformation = client("cloudformation", region)
      for stack in cloudformation.get_paginator("describe_stacks").paginate().search("Stacks"):
          resources = cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack["StackName"])
          found = {}
          for resource in resources.search("StackResourceSummaries"):
              found.setdefault(resource["ResourceType"], resource["PhysicalResourceId"])
          way = next((name for name in ways if name in found), None)
          if way:
              ways[way](found[way], region)
          elif set(found) != {"AWS::LakeFormation::PrincipalPermissions"} and "AWS::Glue::Table" not in found:
              print(stack["StackName"], *found)

  # Grants of Lake Formation: the administrators' and the projects' on everything, everybody's on one lake's tables and
  # on the database `default`.
  lake = client("lakeformation")
  for entry in lake.list_permissions(MaxResults=1000)["PrincipalResourcePermissions"]:
      principal = entry["Principal"]["DataLakePrincipalIdentifier"]
      if (principal.endswith(":role/Admin") or "datazone_usr_role_" in principal
              or entry["Resource"].get("Table", {}).get("Name") == "daivi_local_splunk_iceberg"
              or entry["Resource"].get("Database", {}).get("Name") == "default"):
          lake.revoke_permissions(
              Principal=entry["Principal"], Resource=entry["Resource"], Permissions=entry["Permissions"],
              PermissionsWithGrantOption=entry.get("PermissionsWithGrantOption", []))
  for entry in lake.list_lake_formation_opt_ins()["LakeFormationOptInsInfoList"]:
      lake.delete_lake_formation_opt_in(Principal=entry["Principal"], Resource=entry["Resource"])
  settings = lake.get_data_lake_settings()["DataLakeSettings"]
  lake.put_data_lake_settings(DataLakeSettings={**settings, "DataLakeAdmins": []})
  lake.deregister_resource(ResourceArn="arn:aws:s3tables:us-east-1:123456789012:bucket/*")

  # The last run of the jobs that make S3 tables, and then the tables.
  glue, tables = client("glue"), client("s3tables")
  for name in ("billing", "inventory", "price", "splunk"):
      job = f"daivi-local-{name}-s3table-create"
      run = glue.start_job_run(JobName=job, Arguments={"--extra-py-files": "s3://daivi-nowhere/missing.py"})["JobRunId"]
      while glue.get_job_run(JobName=job, RunId=run)["JobRun"]["JobRunState"] in ("STARTING", "RUNNING"):
          time.sleep(0.1)
  for bucket in tables.list_table_buckets()["tableBuckets"]:
      for table in tables.list_tables(tableBucketARN=bucket["arn"])["tables"]:
          tables.delete_table(tableBucketARN=bucket["arn"], namespace=table["namespace"][0], name=table["name"])

  # Objects: reports, scripts, archives, and the rows of the Hive tables.
  s3 = client("s3")
  emptied = ("scripts-primary", "jars-primary", "data-primary", "data-destination-primary", "hive-primary")
  for bucket in s3.list_buckets()["Buckets"]:
      if bucket["Name"].endswith(emptied):
          for entry in s3.list_objects_v2(Bucket=bucket["Name"]).get("Contents", []):
              s3.delete_object(Bucket=bucket["Name"], Key=entry["Key"])
  s3.put_object(Bucket="daivi-local-glue-scripts-primary", Key="billing/lake_hive.py", Body=b"print('mine')")
  s3.put_object(Bucket="daivi-local-glue-temp-primary", Key="trade/status.json", Body=json.dumps(
      {"scriptSha256": "0" * 64, "source": "another"}).encode())
  s3.delete_bucket(Bucket="daivi-local-smus-project-cfn-template-primary")
  glue.delete_table(DatabaseName="daivi_local_billing", Name="daivi_local_billing_hive")

  # Tables and workflows of the reports that land, and the catalog of all S3 tables.
  for name in ("billing", "inventory"):
      glue.delete_table(DatabaseName=f"daivi_local_{name}", Name=f"daivi_local_{name}_iceberg_dynamic")
      glue.delete_workflow(Name=f"daivi-local-{name}-workflow")
  glue.delete_catalog(CatalogId="s3tablescatalog")

  # Parameters that steps write.
  ssm = client("ssm")
  written = ["/daivi/local/identity-center/users", "/daivi/local/splunk/authority"]
  for project in ("producer", "consumer"):
      found = ssm.get_parameters_by_path(Path=f"/daivi/local/sagemaker/{project}")["Parameters"]
      written += [parameter["Name"] for parameter in found]
  for name in written:
      ssm.put_parameter(Name=name, Value="broken", Overwrite=True)

  # People of the domains and their projects.
  zone = client("datazone")
  for domain in [entry["id"] for entry in zone.list_domains()["items"]]:
      for profile in zone.list_project_profiles(domainIdentifier=domain)["items"]:
          zone.update_project_profile(domainIdentifier=domain, identifier=profile["id"], status="DISABLED")
      for project in [entry["id"] for entry in zone.list_projects(domainIdentifier=domain)["items"]]:
          within = {"domainIdentifier": domain, "projectIdentifier": project}
          for member in zone.list_project_memberships(**within)["members"]:
              user = member["memberDetails"].get("user", {}).get("userId", "arn:")
              if not user.startswith("arn:"):
                  zone.delete_project_membership(member={"userIdentifier": user}, **within)
      unit = zone.get_domain(identifier=domain)["rootDomainUnitId"]
      of = {"domainIdentifier": domain, "entityType": "DOMAIN_UNIT", "entityIdentifier": unit}
      for owner in zone.list_entity_owners(**of)["owners"]:
          user = owner["user"]["userId"]
          zone.remove_entity_owner(owner={"user": {"userIdentifier": user}}, **of)
          zone.update_user_profile(domainIdentifier=domain, userIdentifier=user, status="DEACTIVATED")

  """#
