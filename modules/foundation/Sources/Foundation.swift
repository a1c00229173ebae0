import DaiviModule

/// Section 1 of the guide: keys, roles, buckets and the network, which a central cloud team reviews.
@main
struct FoundationModule: DaiviModule {
  static let module = Module(
    "foundation", version: "0.1.0", title: "Keys, roles, buckets and network", files: EmbeddedFiles.all,
    permissions: ["cloudformation:*"]
  ) {
    Target("deploy-kms-keys", "Customer-managed keys in both regions", guide: "1") {
      Stack("primary", template: "foundation/kms-keys.yaml", name: "kms-keys")
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
      Stack(
        "roles", template: "foundation/iam-roles.yaml", name: "iam-roles",
        parameters: [
          "S3KeyArn": "{inputs.s3KeyArn}", "GlueKeyArn": "{inputs.glueKeyArn}",
          "AthenaKeyArn": "{inputs.athenaKeyArn}", "SecretsManagerKeyArn": "{inputs.secretsManagerKeyArn}",
          "EbsKeyArn": "{inputs.ebsKeyArn}",
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
        "vpc", template: "foundation/vpc.yaml", parameters: ["CloudwatchKeyArn": "{inputs.cloudwatchKeyArn}"])
    }
  }
}
