import DaiviModule

/// Section 19 of the guide: what the projects Producer and Consumer may do with the lakes. Each lake is one step of its
/// own, done if the lake is deployed: billing alone is enough.
@main
struct ProjectConfig: DaiviModule {
  static let module = Module(
    "project-config", version: "0.1.0", title: "What the projects may do with the lakes", files: EmbeddedFiles.all,
    requires: [
      "foundation": ">=0.1.0 <1.0.0", "sagemaker-domain": ">=0.1.0 <1.0.0", "sagemaker-projects": ">=0.1.0 <1.0.0",
    ]
  ) {
    Target("deploy-project-config", "Policies and Lake Formation grants of the projects' roles", guide: "19") {
      After("lake-formation/set-up-lake-formation-admin-role")
      inputs(from: "foundation/deploy-kms-keys", "s3KeyArn", "glueKeyArn", "datazoneKeyArn")
      inputs(from: "sagemaker-domain/deploy-domain", "domainArn")
      inputs(from: "sagemaker-projects/extract-producer-info", "producerRoleArn", "producerRoleName")
      inputs(from: "sagemaker-projects/extract-consumer-info", "consumerRoleArn", "consumerRoleName")
      Stack(
        "policies", template: "project-config/policies.yaml",
        parameters: [
          "ProducerRoleName": "{inputs.producerRoleName}", "ConsumerRoleName": "{inputs.consumerRoleName}",
          "DomainArn": "{inputs.domainArn}", "S3KeyArn": "{inputs.s3KeyArn}", "GlueKeyArn": "{inputs.glueKeyArn}",
          "DatazoneKeyArn": "{inputs.datazoneKeyArn}",
        ])
      for (lake, target) in lakes {
        Input("\(lake)Database", from: target, output: "databaseName", optional: true)
        WhenGiven(
          "\(lake)Database",
          Stack(
            "\(lake)-grants", template: "project-config/lake-grants.yaml",
            parameters: [
              "DatabaseName": Value("{inputs.\(lake)Database}"), "ProducerRoleArn": "{inputs.producerRoleArn}",
              "ConsumerRoleArn": "{inputs.consumerRoleArn}",
            ]))
      }
      LakeRule.step(databases: lakes.map { "\($0.0)Database" })
    }
    for lake in ["billing", "inventory"] { s3TableGrant(lake) }
    splunkS3TableGrant
  }

  /// Every lake with tables in the account's own catalog, and who makes its database.
  private static let lakes: [(String, TargetID)] = [
    ("billing", "billing/deploy-billing"), ("inventory", "inventory/deploy-inventory"),
    ("splunk", "splunk/deploy-splunk"), ("price", "price/deploy-price"), ("trade", "trade/deploy-trade"),
    ("stocks", "stocks/deploy-stocks"), ("equityOrders", "zero-etl/deploy-z-etl-dynamodb"),
  ]

  private static func s3TableGrant(_ lake: String) -> Target {
    Target(
      "\(lake)-grant-producer-s3tables-catalog-permissions", "Producer's rights on the S3 table of \(lake)", guide: "19"
    ) {
      After(TargetID(module: lake, target: "start-\(lake)-s3table-create-job"))
      federatedCatalog
      inputs(from: "sagemaker-projects/extract-producer-info", "producerRoleArn")
      inputs(from: TargetID(module: lake, target: "deploy-\(lake)"), "tableBucketName", "namespace", "s3TableName")
      grant
    }
  }

  /// Splunk is a partner's product: without its module, or before its lake has a table, there is nothing to grant.
  private static let splunkS3TableGrant = Target(
    "splunk-grant-producer-s3tables-catalog-permissions", "Producer's rights on the S3 table of splunk", guide: "19"
  ) {
    federatedCatalog
    inputs(from: "sagemaker-projects/extract-producer-info", "producerRoleArn")
    for name in ["tableBucketName", "namespace", "s3TableName"] {
      Input(name, from: "splunk/deploy-splunk", optional: true)
    }
    Input("s3TableCreateRunId", from: "splunk/start-splunk-s3table-create-job", optional: true)
    WhenGiven("s3TableCreateRunId", grant)
  }

  private static let federatedCatalog = After(
    "lake-formation/create-glue-s3tables-catalog", "lake-formation/register-s3table-catalog-with-lake-formation")

  /// CloudFormation's type of a grant takes no federated catalog.
  private static let grant = Grant(
    "producer", "S3 table to the producer", to: "{inputs.producerRoleArn}",
    on: .table(
      catalog: "{account}:s3tablescatalog/{inputs.tableBucketName}", database: "{inputs.namespace}",
      name: "{inputs.s3TableName}"),
    permissions: ["ALL"], grantable: ["ALL"])

  private static func inputs(from target: TargetID, _ names: String...) -> [Input] {
    names.map { Input($0, from: target) }
  }
}
