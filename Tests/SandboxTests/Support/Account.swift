import Testing

/// What the account holds, asked of its services and not of DAIVI.
enum Account {
  /// What of the environment the services list: asked of them, not of DAIVI.
  static func listed(_ project: TestProject, _ name: String = "daivi-local") async throws -> String {
    try await Python.run(
      """
      name = "\(name)"
      found = [entry["Name"] for entry in client("s3").list_buckets()["Buckets"]]
      found += [entry["RoleName"] for entry in client("iam").list_roles()["Roles"]]
      for region in ("us-east-1", "us-west-2"):
          found += [entry["StackName"] for entry in client("cloudformation", region).describe_stacks()["Stacks"]
                    if entry["StackStatus"] != "DELETE_COMPLETE"]
          found += [entry["AliasName"].split("/")[1] for entry in client("kms", region).list_aliases()["Aliases"]]
          found += [entry["name"] for entry in client("s3tables", region).list_table_buckets()["tableBuckets"]]
          found += [entry["Name"].replace("_", "-") for entry in client("glue", region).get_databases()["DatabaseList"]]
          found += [entry["Name"] for entry in client("glue", region).get_jobs()["Jobs"]]
          found += [entry["Name"] for entry in client("athena", region).list_work_groups()["WorkGroups"]]
          found += [entry["FunctionName"] for entry in client("lambda", region).list_functions()["Functions"]]
          found += [entry["Name"] for entry in client("secretsmanager", region).list_secrets()["SecretList"]]
          found += client("dynamodb", region).list_tables()["TableNames"]
      found += [entry["ClusterName"] for entry in client("kafka").list_clusters_v2()["ClusterInfoList"]]
      found += [entry["name"] for entry in client("emr-serverless").list_applications()["applications"]]
      found += [entry["name"] for entry in client("datazone").list_domains()["items"] if entry["status"] != "DELETED"]
      print(" ".join(sorted(entry for entry in found if entry.startswith(name))))
      """, in: project)
  }

  /// Stack ids, and the ids that CloudFormation gave what they hold: a replaced resource has another one.
  static func identities(_ project: TestProject) async throws -> String {
    try await Python.run(
      """
      for region in ("us-east-1", "us-west-2"):
          cloudformation = client("cloudformation", region)
          for stack in cloudformation.describe_stacks()["Stacks"]:
              print(stack["StackId"])
              for page in cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack["StackName"]):
                  for entry in page["StackResourceSummaries"]:
                      print(entry["LogicalResourceId"], entry["PhysicalResourceId"])
      """, in: project)
  }
}
