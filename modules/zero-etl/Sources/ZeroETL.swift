import DaiviModule

/// Section 18 of the guide: equity orders in DynamoDB, seen as a table of the lake without a job. It needs no other lake
/// and no SageMaker domain.
@main
struct ZeroETL: DaiviModule {
  static let module = Module(
    "zero-etl", version: "0.1.0", title: "DynamoDB zero-ETL", files: EmbeddedFiles.all,
    requires: [
      "foundation": ">=0.1.0 <1.0.0", "lake-formation": ">=0.1.0 <1.0.0", "athena": ">=0.1.0 <1.0.0",
    ],
    parameters: [
      ParameterDeclaration(
        name: "equityOrders", kind: .file,
        title: "equity orders (CSV or CSV.gz with a column order_id) instead of the sample", format: "csv")
    ],
    permissions: CallActions.objects + CallActions.athenaQuery + CallActions.claim + [
      "dynamodb:DescribeTable", "dynamodb:ListImports", "dynamodb:DescribeImport", "dynamodb:Scan",
      "dynamodb:GetResourcePolicy", "dynamodb:PutResourcePolicy", "logs:GetLogEvents",
      "glue:GetResourcePolicy", "glue:PutResourcePolicy", "glue:DeleteResourcePolicy", "glue:DescribeIntegrations",
      "glue:CreateIntegrationTableProperties", "glue:UpdateIntegrationTableProperties",
      "glue:GetIntegrationTableProperties", "glue:DeleteIntegrationTableProperties", "glue:DeleteTable",
    ]
  ) {
    Target("deploy-z-etl-dynamodb-data-prereq", "Buckets of the equity orders, and the orders", guide: "18") {
      buckets
      ordersKey
      BucketFamilies.steps(["EquityOrdersData"], usage: "zero-etl")
      Upload(
        "orders", "equity orders", to: "{inputs.equityOrdersDataBucket}", digestOutput: "ordersDigest",
        items: [.init("equity-orders/equity_orders.csv.gz", from: .gzipped(orders))])
    }
    Target("deploy-z-etl-dynamodb", "DynamoDB table of the orders, and its integration into the lake", guide: "18") {
      Input("deployerArn", from: "lake-formation/set-up-lake-formation-admin-role")
      buckets
      ["glueKeyArn", "dynamodbKeyArn"].map { Input($0, from: "foundation/deploy-kms-keys") }
      Input("lakeformationServiceRoleArn", from: "foundation/deploy-iam-roles")
      ["equityOrdersDataBucket", "ordersDigest"].map {
        Input($0, from: "zero-etl/deploy-z-etl-dynamodb-data-prereq")
      }
      Input("workgroupName", from: "athena/deploy-athena")
      BucketFamilies.steps(["ZetlDdb"], usage: "zero-etl", prefix: "target-")
      OrdersTable()
      exportPolicy
      target
      catalogPolicy
      targetTable
      Integration()
      integrationIsActive
      rowsAreThere
    }
  }

  private static let buckets = ["s3KeyArn", "secondaryS3KeyArn"].map { Input($0, from: "foundation/deploy-kms-keys") }

  private static let orders = Upload.Source.parameter(
    "equityOrders",
    otherwise: .generated(revision: SampleOrders.revision) { SampleOrders(rows: 10_000, seed: 1).csv() })

  /// Database with its location, and the role that writes there.
  private static let target = Stack(
    "target", template: "zero-etl/target.yaml",
    parameters: [
      "S3KeyArn": "{inputs.s3KeyArn}", "GlueKeyArn": "{inputs.glueKeyArn}",
      "LakeformationServiceRoleArn": "{inputs.lakeformationServiceRoleArn}",
      "ZetlDdbBucket": "{inputs.zetlDdbBucket}", "DeployerArn": "{inputs.deployerArn}",
    ])
}
