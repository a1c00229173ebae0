import DaiviModule

/// Section 7 of the guide: the workgroup everybody queries with.
@main
struct Athena: DaiviModule {
  static let module = Module(
    "athena", version: "0.1.0", title: "Athena workgroup", files: EmbeddedFiles.all,
    requires: ["foundation": ">=0.1.0 <1.0.0"]
  ) {
    Target("deploy-athena", "Workgroup with an encrypted result location", guide: "7") {
      Input("athenaKeyArn", from: "foundation/deploy-kms-keys")
      Input("athenaOutputBucket", from: "foundation/deploy-buckets")
      Stack(
        "workgroup", template: "athena/workgroup.yaml",
        parameters: ["AthenaKeyArn": "{inputs.athenaKeyArn}", "OutputBucket": "{inputs.athenaOutputBucket}"])
    }
  }
}
