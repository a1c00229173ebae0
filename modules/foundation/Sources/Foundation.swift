import DaiviModule

/// Section 1 of the guide: keys, roles, buckets and the network, which a central cloud team reviews.
@main
struct FoundationModule: DaiviModule {
  static let module = Module(
    "foundation", version: "0.1.0", title: "Keys, roles, buckets, network and Kafka cluster",
    files: EmbeddedFiles.all,
    parameters: [
      ParameterDeclaration(
        name: "kafkaUiFrom", title: "who may open the Kafka page, such as 203.0.113.7/32; nobody by default",
        default: ""),
      ParameterDeclaration(
        name: "interfaceEndpoints",
        title: "whether calls to AWS's services stay in the network, by endpoints that cost by the hour and zone",
        default: "false", pattern: "true|false", rule: "must be true or false"),
      ParameterDeclaration(
        name: "flowLogDays", title: "days that the network's flow logs are kept", default: "30",
        pattern: "1|3|5|7|14|30|60|90|180|365|731|1096|1827|2557|3653",
        rule: "must be 1, 3, 5, 7, 14, 30, 60, 90, 180, 365, 731, 1096, 1827, 2557 or 3653, as CloudWatch has them"),
      ParameterDeclaration(
        name: "wheelHost", title: "where wheels are fetched from, instead of https://files.pythonhosted.org",
        default: ""),
    ],
    permissions: ["kafka:DescribeClusterV2", "kafka:GetBootstrapBrokers", "lambda:InvokeFunction"]
  ) {
    Target("deploy-kms-keys", "Customer-managed keys in both regions", guide: "1") {
      Stack(
        "primary", template: "foundation/kms-keys.yaml", name: "kms-keys",
        // A module may add a statement after the template's two, and looks after it itself.
        expectedDrift: ["GlueKey": ["/KeyPolicy/Statement/2"]])
      Stack(
        "secondary", template: "foundation/kms-keys.yaml", name: "kms-keys", region: .secondary,
        outputPrefix: "secondary")
    }
    Target("deploy-iam-roles", "Roles of the platform's services", guide: "1") {
      Input("s3KeyArn", from: "foundation/deploy-kms-keys")
      Input("glueKeyArn", from: "foundation/deploy-kms-keys")
      Input("athenaKeyArn", from: "foundation/deploy-kms-keys")
      Input("secretsManagerKeyArn", from: "foundation/deploy-kms-keys")
      Input("ebsKeyArn", from: "foundation/deploy-kms-keys")
      Input("datazoneKeyArn", from: "foundation/deploy-kms-keys")
      Stack(
        "roles", template: "foundation/iam-roles.yaml", name: "iam-roles",
        parameters: [
          "S3KeyArn": "{inputs.s3KeyArn}", "GlueKeyArn": "{inputs.glueKeyArn}",
          "AthenaKeyArn": "{inputs.athenaKeyArn}", "SecretsManagerKeyArn": "{inputs.secretsManagerKeyArn}",
          "EbsKeyArn": "{inputs.ebsKeyArn}", "DatazoneKeyArn": "{inputs.datazoneKeyArn}",
        ])
    }
    Target("deploy-buckets", "Seven bucket families, replicated between the regions", guide: "1") {
      Input("s3KeyArn", from: "foundation/deploy-kms-keys")
      Input("secondaryS3KeyArn", from: "foundation/deploy-kms-keys")
      BucketFamilies.steps([
        "GlueScripts", "GlueJars", "GlueSparkLogs", "GlueTemp", "AthenaOutput", "AmazonSagemaker",
        "SmusProjectCfnTemplate",
      ])
    }
    Target("deploy-vpc", "Network with private and public subnets in three zones", guide: "1") {
      Input("cloudwatchKeyArn", from: "foundation/deploy-kms-keys")
      Stack(
        "vpc", template: "foundation/vpc.yaml",
        parameters: [
          "CloudwatchKeyArn": "{inputs.cloudwatchKeyArn}", "InterfaceEndpoints": "{parameters.interfaceEndpoints}",
          "FlowLogDays": "{parameters.flowLogDays}",
        ])
    }
    Target("build-lambda-layer", "Layer of the Kafka producer, from pinned wheels", guide: "1") {
      Input("glueJarsBucket", from: "foundation/deploy-buckets")
      LambdaLayer.package
    }
    Target("deploy-msk", "Kafka cluster, its topics, a producer and a page that shows it", guide: "1") {
      Input("cloudwatchKeyArn", from: "foundation/deploy-kms-keys")
      Input("ebsKeyArn", from: "foundation/deploy-kms-keys")
      Input("glueJarsBucket", from: "foundation/deploy-buckets")
      Input("layerKey", from: "foundation/build-lambda-layer")
      for output in ["vpcId", "privateSubnetIds", "publicSubnetIds", "glueSecurityGroupId"] {
        Input(output, from: "foundation/deploy-vpc")
      }
      KafkaCluster.cluster
      KafkaCluster.brokers
      KafkaCluster.functionPackage
      KafkaCluster.producer
      KafkaCluster.topicsStep
      KafkaCluster.client
    }
  }
}
