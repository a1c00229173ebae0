import DaiviModule

/// Section 17 of the guide: transactions that a Flink application adds up per security and window, into another topic
/// and into the lake, where the guide had no table yet.
@main
struct Stocks: DaiviModule {
  static let module = Module(
    "stocks", version: "0.1.0", title: "Stocks data lake", files: EmbeddedFiles.all,
    requires: [
      "foundation": ">=0.1.0 <1.0.0", "lake-formation": ">=0.1.0 <1.0.0", "athena": ">=0.1.0 <1.0.0",
    ],
    parameters: [
      ParameterDeclaration(
        name: "mavenRepository", title: "Maven repository the connectors are fetched from; Maven Central by default",
        default: ""),
      ParameterDeclaration(
        name: "windowSeconds", title: "length of a window, 1 to 60", default: "60", sandboxDefault: "2"),
      ParameterDeclaration(
        name: "delaySeconds", title: "how long a window waits for late transactions, 1 to 60", default: "10",
        sandboxDefault: "1"),
      ParameterDeclaration(
        name: "harnessSeconds", title: "how long the test harness sends", default: "60", sandboxDefault: "3"),
      ParameterDeclaration(name: "harnessRate", title: "transactions a second that the harness sends", default: "200"),
    ],
    permissions: CallActions.athenaQuery + [
      "kinesisanalytics:DescribeApplication", "kinesisanalytics:StartApplication", "kinesisanalytics:StopApplication",
      "lambda:InvokeFunction",
    ]
  ) {
    Target("build-flink-app", "Archive of the Flink application with its connectors", guide: "17") {
      Input("glueJarsBucket", from: "foundation/deploy-buckets")
      FlinkPackage.step
    }
    Target("deploy-stocks", "Flink application, its topic and its table", guide: "17") {
      Input("deployerArn", from: "lake-formation/set-up-lake-formation-admin-role")
      for key in ["s3KeyArn", "secondaryS3KeyArn", "cloudwatchKeyArn"] {
        Input(key, from: "foundation/deploy-kms-keys")
      }
      Input("lakeformationServiceRoleArn", from: "foundation/deploy-iam-roles")
      Input("glueJarsBucket", from: "foundation/deploy-buckets")
      Input("privateSubnetIds", from: "foundation/deploy-vpc")
      for output in ["clientSecurityGroupId", "bootstrapBrokers", "kafkaSecurityProtocol"] {
        Input(output, from: "foundation/deploy-msk")
      }
      Input("flinkApplicationKey", from: "stocks/build-flink-app")
      BucketFamilies.steps(["StocksHive"], usage: "stocks")
      lake
      FlinkApplication.step
    }
    Target("run-test-harness-stock", "Send transactions for a minute and count them in windows", guide: "17") {
      for output in ["databaseName", "windowsTableName", "sourceTopicName", "sinkTopicName", "flinkVersion"] {
        Input(output, from: "stocks/deploy-stocks")
      }
      Input("producerFunctionName", from: "foundation/deploy-msk")
      Input("workgroupName", from: "athena/deploy-athena")
      StockHarness.step
    }
  }

  private static let lake = Stack(
    "lake", template: "stocks/stocks.yaml",
    parameters: [
      "DeployerArn": "{inputs.deployerArn}", "S3KeyArn": "{inputs.s3KeyArn}",
      "CloudwatchKeyArn": "{inputs.cloudwatchKeyArn}",
      "LakeformationServiceRoleArn": "{inputs.lakeformationServiceRoleArn}", "HiveBucket": "{inputs.stocksHiveBucket}",
      "CodeBucket": "{inputs.glueJarsBucket}", "CodeKey": "{inputs.flinkApplicationKey}",
      "PrivateSubnetIds": "{inputs.privateSubnetIds}", "ClientSecurityGroupId": "{inputs.clientSecurityGroupId}",
      "BootstrapBrokers": "{inputs.bootstrapBrokers}", "SecurityProtocol": "{inputs.kafkaSecurityProtocol}",
      "WindowSeconds": "{parameters.windowSeconds}", "DelaySeconds": "{parameters.delaySeconds}",
    ])
}
