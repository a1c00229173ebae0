import DaiviModule

/// Section 14 of the guide: Splunk on an instance of its own, and a lake of what it has logged, as an Iceberg table and an
/// S3 table. It needs no other lake and no SageMaker domain.
@main
struct Splunk: DaiviModule {
  static let module = Module(
    "splunk", version: "0.1.0", title: "Splunk and its data lake", files: EmbeddedFiles.all, requires: Lake.requires,
    permissions: [
      "ec2:DescribeInstanceStatus", "ec2:DescribeInstances", "ec2:StartInstances", "ec2:StopInstances",
      // A start gives EC2 the volumes' key by a grant of the caller's.
      "kms:CreateGrant", "ssm:SendCommand", "ssm:GetCommandInvocation", "ssm:GetParameter", "ssm:PutParameter",
      "ssm:DeleteParameter",
    ]
  ) {
    Target("deploy-splunk", "Splunk in the private network, and the tables and jobs of its lake", guide: "14") {
      lake.inputs
      ["ebsKeyArn", "secretsManagerKeyArn"].map { Input($0, from: "foundation/deploy-kms-keys") }
      Input("splunkProfileName", from: "foundation/deploy-iam-roles")
      ["vpcId", "privateSubnetIds", "availabilityZoneNames", "glueSecurityGroupId"]
        .map { Input($0, from: "foundation/deploy-vpc") }
      lake.buckets(["Iceberg"])
      lake.jobLogs
      lake.stack([:])
      tables
      lake.scripts
      machineImage
      instance
      jobs
    }
    Target("wait-for-splunk", "Splunk has started, and its certificate is known to the jobs", guide: "14") {
      ["instanceId", "splunkEndpoint"].map { Input($0, from: "splunk/deploy-splunk") }
      runningInstance
      statusChecks
      restAPI
      authority
    }
    Target("start-splunk-iceberg-static-job", "Load the events into the Iceberg table", guide: "14") {
      After("lake-formation/drop-default-database")
      lake.deployed(["icebergLoadJobName", "icebergTableName"])
      Input("loadUntil", from: "splunk/wait-for-splunk")
      lake.load(
        "Iceberg table", job: "{inputs.icebergLoadJobName}",
        table: #""{inputs.databaseName}"."{inputs.icebergTableName}""#, outputs: "iceberg", arguments: until,
        follows: [])
    }
    lake.makeS3Table
    Target("start-splunk-s3table-job", "Load the events into the S3 table", guide: "14") {
      After("splunk/start-splunk-s3table-create-job")
      lake.s3TableRights
      lake.deployed(["s3TableLoadJobName"])
      Input("loadUntil", from: "splunk/wait-for-splunk")
      lake.load(
        "S3 table", job: "{inputs.s3TableLoadJobName}", table: lake.s3Table, outputs: "s3Table", arguments: until,
        follows: [])
    }
    lake.grantS3Table
  }

  private static let lake = Lake("splunk", guide: "14", files: EmbeddedFiles.all)

  /// Both tables hold the events before one moment: Splunk logs on while it is read.
  private static let until: [String: Value] = ["--LATEST": "{inputs.loadUntil}"]

  private static let tables = Stack(
    "tables", template: "splunk/tables.yaml",
    parameters: [
      "GlueRoleArn": "{inputs.glueRoleArn}", "DatabaseName": "{inputs.databaseName}",
      "IcebergBucket": lake.bucket("Iceberg"),
    ])

  private static let instance = Stack(
    instanceStack, template: "splunk/instance.yaml",
    parameters: [
      "EbsKeyArn": "{inputs.ebsKeyArn}", "SecretsManagerKeyArn": "{inputs.secretsManagerKeyArn}",
      "SplunkProfileName": "{inputs.splunkProfileName}", "VpcId": "{inputs.vpcId}",
      "PrivateSubnetIds": "{inputs.privateSubnetIds}", "AvailabilityZoneNames": "{inputs.availabilityZoneNames}",
      "GlueSecurityGroupId": "{inputs.glueSecurityGroupId}", "ImageId": "{inputs.imageId}",
    ])

  private static let jobs = Stack(
    "jobs", template: "splunk/jobs.yaml",
    parameters: [
      "GlueRoleArn": "{inputs.glueRoleArn}", "GlueScriptsBucket": "{inputs.glueScriptsBucket}",
      "GlueSparkLogsBucket": "{inputs.glueSparkLogsBucket}", "GlueTempBucket": "{inputs.glueTempBucket}",
      "IcebergBucket": lake.bucket("Iceberg"), "DatabaseName": "{inputs.databaseName}",
      "SecurityConfigurationName": "{inputs.securityConfigurationName}", "TableBucketArn": "{inputs.tableBucketArn}",
      "ConnectionName": "{inputs.connectionName}", "SplunkEndpoint": "{inputs.splunkEndpoint}",
      "SplunkSecretArn": "{inputs.splunkSecretArn}", "SplunkAuthority": authorityName,
      "DomainId": Lake.lineageDomain,
    ])
}
