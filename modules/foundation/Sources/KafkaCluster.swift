import DaiviAWS
import DaiviModule

/// The Kafka cluster of section 1: the cluster, the function that makes its topics and sends to them, and the instance
/// that shows what is in it.
enum KafkaCluster {
  /// Partitions by topic: what the trade and the stocks lake read and write.
  static let topics = ["intraday-source-topic": 3, "intraday-sink-topic": 3, "trade-topic": 3]

  static let cluster = Stack(
    "cluster", template: "foundation/msk-cluster.yaml", name: "msk-cluster",
    parameters: [
      "VpcId": "{inputs.vpcId}", "PrivateSubnetIds": "{inputs.privateSubnetIds}",
      "GlueSecurityGroupId": "{inputs.glueSecurityGroupId}",
    ])

  static let functionPackage = CodePackage(
    "function", "code of the producer function", to: "{inputs.glueJarsBucket}", key: "lambda/msk-producer",
    keyOutput: "producerFunctionKey", members: ["msk_producer.py": "foundation/functions/msk_producer.py"])

  static let producer = Stack(
    "producer", template: "foundation/msk-producer.yaml", name: "msk-producer",
    parameters: [
      "CloudwatchKeyArn": "{inputs.cloudwatchKeyArn}", "PrivateSubnetIds": "{inputs.privateSubnetIds}",
      "ClientSecurityGroupId": "{inputs.clientSecurityGroupId}", "BootstrapBrokers": "{inputs.bootstrapBrokers}",
      "SecurityProtocol": "{inputs.kafkaSecurityProtocol}", "CodeBucket": "{inputs.glueJarsBucket}",
      "LayerKey": "{inputs.layerKey}", "FunctionKey": "{inputs.producerFunctionKey}",
    ])

  static let client = Stack(
    "client", template: "foundation/msk-client.yaml", name: "msk-client",
    parameters: [
      "EbsKeyArn": "{inputs.ebsKeyArn}", "VpcId": "{inputs.vpcId}", "PrivateSubnetIds": "{inputs.privateSubnetIds}",
      "PublicSubnetIds": "{inputs.publicSubnetIds}", "ClientSecurityGroupId": "{inputs.clientSecurityGroupId}",
      "BootstrapBrokers": "{inputs.bootstrapBrokers}", "KafkaUiFrom": "{parameters.kafkaUiFrom}",
    ])

  private static let active = CheckDeclaration(
    id: "cluster", title: "the Kafka cluster is active, with the brokers that were recorded")

  /// Where the cluster is, and how its clients prove who they are: as it says itself.
  static let brokers = Custom(
    "brokers", "the cluster's brokers", kind: "kafka-brokers", reads: ["{inputs.clusterArn}"],
    outputs: ["bootstrapBrokers", "kafkaSecurityProtocol"], checks: [active],
    apply: { context in
      let arn = try context.value("{inputs.clusterArn}")
      try await untilActive(arn, context)
      let (brokers, protocolName) = try await found(arn, context)
      return StepSuccess(
        outputs: ["bootstrapBrokers": brokers, "kafkaSecurityProtocol": protocolName],
        detail: "\(brokers) (\(protocolName))")
    },
    verify: { context in
      let arn = try context.value("{inputs.clusterArn}")
      func result(_ status: CheckResult.Status, _ detail: String) -> [CheckResult] {
        [CheckResult(id: active.id, title: active.title, status: status, detail: detail, resource: arn)]
      }
      do {
        let state = try await context.aws.kafka.describeCluster(arn: arn).state
        guard state == "ACTIVE" else { return result(.failed, "it is \(state)") }
        let (brokers, _) = try await found(arn, context)
        let recorded = context.inputs["bootstrapBrokers"] ?? "none"
        return brokers == recorded
          ? result(.passed, brokers) : result(.failed, "its brokers are \(brokers), recorded are \(recorded)")
      } catch let error as AWSError where error.isNotFound {
        return result(.failed, "there is no such cluster")
      }
    })

  /// A cluster that was just made or mends itself needs some minutes.
  private static func untilActive(_ arn: String, _ context: StepContext) async throws {
    var backoff = Backoff(first: .milliseconds(200), longest: .seconds(15))
    while true {
      let cluster = try await context.aws.kafka.describeCluster(arn: arn)
      switch cluster.state {
      case "ACTIVE": return
      case "FAILED", "DELETING":
        throw StepError(
          message: "the Kafka cluster is \(cluster.state): \(cluster.stateInfo?.message ?? "no reason given")",
          service: "Kafka", operation: "DescribeClusterV2", code: cluster.stateInfo?.code)
      default:
        context.progress("the cluster is \(cluster.state)")
        try await backoff.pause()
      }
    }
  }

  private static func found(_ arn: String, _ context: StepContext) async throws -> (String, String) {
    let answer = try await context.aws.kafka.bootstrapBrokers(arn: arn)
    if let iam = answer.bootstrapBrokerStringSaslIam { return (iam, "SASL_SSL") }
    if let plain = answer.bootstrapBrokerString { return (plain, "PLAINTEXT") }
    throw StepError(
      message: "the cluster offers neither IAM nor plaintext brokers", service: "Kafka",
      operation: "GetBootstrapBrokers")
  }

  private static let made = CheckDeclaration(id: "topics", title: "the topics are there, with their partitions")

  /// From inside the network, by the function: AWS::MSK::Topic does not work on serverless clusters.
  static let topicsStep = Custom(
    "topics", "topics of the cluster", kind: "kafka-topics",
    revision: topics.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ","),
    reads: ["{inputs.producerFunctionName}", "{inputs.clusterArn}"], checks: [made],
    apply: { context in
      let answer = try await Producer(context).topics(making: topics)
      return StepSuccess(detail: answer.keys.sorted().filter { topics[$0] != nil }.joined(separator: ", "))
    },
    verify: { context in
      let there = try await Producer(context).topics()
      let missing = topics.filter { (there[$0.key] ?? 0) < $0.value }.keys.sorted()
      return [
        CheckResult(
          id: made.id, title: made.title, status: missing.isEmpty ? .passed : .failed,
          detail: missing.isEmpty ? "\(topics.count) topics" : "missing: \(missing.joined(separator: ", "))",
          resource: try context.value("{inputs.producerFunctionName}"))
      ]
    })
}
