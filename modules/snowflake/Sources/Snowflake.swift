import DaiviModule

/// Sections 21 and 22 of the guide: the producer project's connection to Snowflake, and a job that writes synthetic
/// trading orders there. Its targets apply where the parameter `host` is set.
@main
struct Snowflake: DaiviModule {
  static let module = Module(
    "snowflake", version: "0.1.0", title: "Snowflake connection and trading orders", files: EmbeddedFiles.all,
    requires: [
      "foundation": ">=0.1.0 <1.0.0", "lake-formation": ">=0.1.0 <1.0.0", "sagemaker-domain": ">=0.1.0 <1.0.0",
      "sagemaker-projects": ">=0.1.0 <1.0.0",
    ],
    parameters: SnowflakeParameters.declared,
    permissions: [
      "secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue", "datazone:CreateProjectMembership",
      "datazone:CreateUserProfile", "datazone:DeleteProjectMembership", "datazone:GetUserProfile",
      "datazone:ListConnections", "datazone:ListProjectMemberships", "datazone:UpdateUserProfile", "glue:GetCatalog",
      "kms:GetKeyPolicy", "kms:PutKeyPolicy",
    ],
    commands: [ModuleCommand(SetupSQLCommand.self)]
  ) {
    Target("deploy-snowflake-connection", "The producer project's connection to Snowflake", guide: "21", when: isSet) {
      keys("secretsManagerKeyArn", "glueKeyArn", "cloudwatchKeyArn", "datazoneKeyArn")
      domain
      producer("producerRoleArn", "producerRoleName", "producerSecurityGroupId", "producerToolingEnvironmentId")
      ["privateSubnetIds", "availabilityZones", "projectsBucket"]
        .map { Input($0, from: "sagemaker-domain/deploy-domain-prereq") }
      login
      Stack(
        "function", template: "snowflake/function.yaml",
        parameters: names.merging([
          "SecretsManagerKeyArn": "{inputs.secretsManagerKeyArn}", "GlueKeyArn": "{inputs.glueKeyArn}",
          "CloudwatchKeyArn": "{inputs.cloudwatchKeyArn}", "DatazoneKeyArn": "{inputs.datazoneKeyArn}",
          "DomainId": "{inputs.domainId}", "ProducerRoleArn": "{inputs.producerRoleArn}",
          "ProducerRoleName": "{inputs.producerRoleName}", "ConnectionName": "{parameters.connectionName}",
        ]) { $1 })
      credentials
      membership
      connectionPresence
      Stack(
        "connect", template: "snowflake/connection.yaml", name: "connection",
        parameters: names.merging([
          "ConnectionFunctionArn": "{inputs.connectionFunctionArn}", "CredentialsArn": "{inputs.credentialsArn}",
          "SecretVersion": "{inputs.secretVersion}", "DomainId": "{inputs.domainId}",
          "ProducerProjectId": "{inputs.producerProjectId}", "ProducerRoleArn": "{inputs.producerRoleArn}",
          "ToolingEnvironmentId": "{inputs.producerToolingEnvironmentId}",
          "SecurityGroupId": "{inputs.producerSecurityGroupId}", "PrivateSubnetIds": "{inputs.privateSubnetIds}",
          "AvailabilityZones": "{inputs.availabilityZones}", "ProjectsBucket": "{inputs.projectsBucket}",
          "ConnectionName": "{parameters.connectionName}", "Attempt": "{inputs.connectionAttempt}",
        ]) { $1 })
      connectionReady
    }
    Target("deploy-z-etl-snowflake", "Job that writes trading orders into Snowflake", guide: "22", when: isSet) {
      keys("s3KeyArn", "glueKeyArn", "cloudwatchKeyArn")
      Input("glueRoleArn", from: "foundation/deploy-iam-roles")
      ["glueScriptsBucket", "glueTempBucket"].map { Input($0, from: "foundation/deploy-buckets") }
      Input("credentialsName", from: "snowflake/deploy-snowflake-connection")
      // First, so that they go last.
      JobLogs(of: "{app}-{env}-glue-security-configuration-snowflake")
      Upload(
        "scripts", "job script", to: "{inputs.glueScriptsBucket}", digestOutput: "scriptsDigest",
        items: [
          .init("snowflake/trading_data_generator.py", from: .file("snowflake/scripts/trading_data_generator.py"))
        ])
      Stack(
        "etl", template: "snowflake/etl.yaml",
        parameters: names.merging([
          "S3KeyArn": "{inputs.s3KeyArn}", "GlueKeyArn": "{inputs.glueKeyArn}",
          "CloudwatchKeyArn": "{inputs.cloudwatchKeyArn}", "GlueRoleArn": "{inputs.glueRoleArn}",
          "GlueScriptsBucket": "{inputs.glueScriptsBucket}", "GlueTempBucket": "{inputs.glueTempBucket}",
          "CredentialsName": "{inputs.credentialsName}",
        ]) { $1 })
    }
    Target("start-trading-data-generator-job", "Write the trading orders", guide: "22", when: isSet) {
      ["tradingJobName", "tradingTableName", "scriptsDigest"].map {
        Input($0, from: "snowflake/deploy-z-etl-snowflake")
      }
      Input("credentialsName", from: "snowflake/deploy-snowflake-connection")
      TradingRun()
    }
    Target(
      "grant-lake-formation-snowflake-catalog", "Administrators' rights on Snowflake's catalog", guide: "22",
      when: isSet
    ) {
      After("lake-formation/set-up-lake-formation-admin-role")
      Input("connectionId", from: "snowflake/deploy-snowflake-connection")
      catalogVisible
      Grant(
        "admin", "Snowflake's catalog to the administrators", to: "arn:{partition}:iam::{account}:role/{adminRole}",
        on: .catalog(id: "{account}:{parameters.connectionName}"), permissions: ["ALL", "SUPER_USER"],
        grantable: ["ALL"])
    }
    Target("update-kms-policy-for-lakehouse", "Federated queries may use the Glue key", guide: "22", when: isSet) {
      Input("glueKeyArn", from: "foundation/deploy-kms-keys")
      Input("queryExecutionRoleArn", from: "sagemaker-domain/deploy-domain-prereq")
      producer("producerRoleArn")
      After("snowflake/deploy-snowflake-connection")
      keyPolicy
    }
  }

  private static let isSet = TargetCondition(parameter: "host")

  /// What the templates call the names of Snowflake's objects.
  private static let names: [String: Value] = [
    "Host": "{parameters.host}", "Port": "{parameters.port}", "Warehouse": "{parameters.warehouse}",
    "DatabaseName": "{parameters.database}", "SchemaName": "{parameters.schema}",
  ]

  private static let domain = Input("domainId", from: "sagemaker-domain/deploy-domain")

  private static func keys(_ names: String...) -> [Input] {
    names.map { Input($0, from: "foundation/deploy-kms-keys") }
  }

  private static func producer(_ names: String...) -> [Input] {
    (["producerProjectId"] + names).map { Input($0, from: "sagemaker-projects/extract-producer-info") }
  }
}
