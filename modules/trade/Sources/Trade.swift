import DaiviModule

/// Section 16 of the guide: trades that a streaming job takes from Kafka into a Hive and an Iceberg table, each once,
/// and sets aside what is no trade or comes too late.
@main
struct Trade: DaiviModule {
  static let module = Module(
    "trade", version: "0.1.0", title: "Trade data lake", files: EmbeddedFiles.all,
    requires: [
      "foundation": ">=0.1.0 <1.0.0", "lake-formation": ">=0.1.0 <1.0.0", "athena": ">=0.1.0 <1.0.0",
    ],
    parameters: [
      ParameterDeclaration(
        name: "batchSeconds", title: "seconds between two micro-batches", default: "30", sandboxDefault: "1"),
      ParameterDeclaration(
        name: "harnessSeconds", title: "how long the test harness sends", default: "60", sandboxDefault: "5"),
      ParameterDeclaration(name: "harnessRate", title: "trades a second that the harness sends", default: "1000"),
    ],
    permissions: CallActions.athenaQuery + ["lambda:InvokeFunction"]
  ) {
    Target("deploy-trade", "Buckets, tables and streaming job of the trade lake", guide: "16") {
      Input("deployerArn", from: "lake-formation/set-up-lake-formation-admin-role")
      for key in ["s3KeyArn", "secondaryS3KeyArn", "glueKeyArn", "cloudwatchKeyArn"] {
        Input(key, from: "foundation/deploy-kms-keys")
      }
      Input("glueRoleArn", from: "foundation/deploy-iam-roles")
      Input("lakeformationServiceRoleArn", from: "foundation/deploy-iam-roles")
      for bucket in ["glueScriptsBucket", "glueSparkLogsBucket", "glueTempBucket"] {
        Input(bucket, from: "foundation/deploy-buckets")
      }
      for output in ["privateSubnetIds", "availabilityZoneNames", "glueSecurityGroupId"] {
        Input(output, from: "foundation/deploy-vpc")
      }
      for output in ["clusterArn", "bootstrapBrokers", "kafkaSecurityProtocol"] {
        Input(output, from: "foundation/deploy-msk")
      }
      // First, so that they go last, when nothing writes them any more.
      StreamState.step
      JobLogs(of: "{app}-{env}-glue-security-configuration-trade")
      BucketFamilies.steps(["TradeHive", "TradeIceberg"], usage: "trade")
      lake
      scripts
    }
    Target("start-trade-job", "Start the streaming job and see trades arrive", guide: "16") {
      After("lake-formation/drop-default-database")
      streamInputs("tradeJobName", "statusLocation", "scriptsDigest")
      stream
    }
    Target("run-test-harness-trade", "Send trades for a minute and count what arrives", guide: "16") {
      streamInputs("tradeJobName")
      Input("tradeJobRunId", from: "trade/start-trade-job")
      harness
    }
  }

  private static let lake = Stack(
    "lake", template: "trade/trade.yaml",
    parameters: [
      "DeployerArn": "{inputs.deployerArn}", "S3KeyArn": "{inputs.s3KeyArn}", "GlueKeyArn": "{inputs.glueKeyArn}",
      "CloudwatchKeyArn": "{inputs.cloudwatchKeyArn}", "GlueRoleArn": "{inputs.glueRoleArn}",
      "LakeformationServiceRoleArn": "{inputs.lakeformationServiceRoleArn}",
      "GlueScriptsBucket": "{inputs.glueScriptsBucket}", "GlueSparkLogsBucket": "{inputs.glueSparkLogsBucket}",
      "GlueTempBucket": "{inputs.glueTempBucket}", "HiveBucket": "{inputs.tradeHiveBucket}",
      "IcebergBucket": "{inputs.tradeIcebergBucket}", "PrivateSubnetIds": "{inputs.privateSubnetIds}",
      "AvailabilityZoneNames": "{inputs.availabilityZoneNames}",
      "GlueSecurityGroupId": "{inputs.glueSecurityGroupId}", "ClusterArn": "{inputs.clusterArn}",
      "BootstrapBrokers": "{inputs.bootstrapBrokers}", "SecurityProtocol": "{inputs.kafkaSecurityProtocol}",
      "TriggerSeconds": "{parameters.batchSeconds}",
    ])

  private static let scripts = Upload(
    "scripts", "job scripts", to: "{inputs.glueScriptsBucket}", digestOutput: "scriptsDigest",
    items: ["trade_stream.py", "trade_records.py"].map {
      Upload.Item(Value("trade/\($0)"), from: .file("trade/scripts/\($0)"))
    })

  /// What sending and counting needs.
  private static func streamInputs(_ more: String...) -> [Input] {
    (["databaseName", "hiveTableName", "icebergTableName", "deadLetterTableName", "topicName"] + more)
      .map { Input($0, from: "trade/deploy-trade") } + [
        Input("producerFunctionName", from: "foundation/deploy-msk"),
        Input("workgroupName", from: "athena/deploy-athena"),
      ]
  }

  private static let stream = StreamRun(
    "run", "streaming job", job: "{inputs.tradeJobName}", status: "{inputs.statusLocation}",
    script: "trade/scripts/trade_stream.py",
    follows: ["{inputs.scriptsDigest}", "{parameters.batchSeconds}"], runOutput: "tradeJobRunId"
  ) { context in
    let sent = try await TradeHarness(context).run(rate: 100, seconds: 1)
    return "\(sent.sent) trades arrived"
  }

  private static let arrived = CheckDeclaration(
    id: "arrived", title: "every trade of the harness is in each table once, the odd ones set aside")

  private static let harness = Custom(
    "harness", "test harness", kind: "harness",
    reads: [
      "{parameters.harnessSeconds}", "{parameters.harnessRate}", "{inputs.tradeJobRunId}", "{inputs.topicName}",
    ], outputs: ["tradeHarness"], checks: [arrived],
    apply: { context in
      let seconds = try number("harnessSeconds", 1...780, context)
      let rate = try number("harnessRate", 10...5000, context)
      let sent = try await TradeHarness(context).run(rate: rate, seconds: seconds)
      return StepSuccess(
        outputs: ["tradeHarness": sent.text],
        detail: "\(sent.good) trades sent in \(Int(sent.seconds)) s arrived once each, \(sent.late) late and "
          + "\(sent.malformed) malformed set aside")
    },
    verify: { context in
      func result(_ status: CheckResult.Status, _ detail: String) -> [CheckResult] {
        [CheckResult(id: arrived.id, title: arrived.title, status: status, detail: detail)]
      }
      guard let sent = Producer.Sent(context.inputs["tradeHarness"] ?? "") else {
        return result(.failed, "it never ran")
      }
      do {
        let (found, expected) = try await TradeHarness(context).count(sent)
        return result(
          found == expected.map(\.count) ? .passed : .failed, Arrivals.words(found, expected))
      } catch let error as QueryFailure {
        return result(.failed, error.reason)
      }
    })

  private static func number(_ name: String, _ range: ClosedRange<Int>, _ context: StepContext) throws -> Int {
    let text = context.parameters[name] ?? ""
    guard let value = Int(text), range.contains(value) else {
      throw StepError(
        message: "modules.trade.parameters.\(name) is '\(text)'; it has to be a number from \(range.lowerBound) to "
          + "\(range.upperBound)")
    }
    return value
  }
}
