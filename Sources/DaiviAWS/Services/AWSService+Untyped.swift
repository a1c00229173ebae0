/// Services whose operations have no types here: call them with documents,
/// `try await aws.client(.dynamoDB).document("DescribeTable", ["TableName": .string(name)])`.
extension AWSService {
  public static let bcmDataExports = AWSService(
    id: "BCM Data Exports", endpointPrefix: "bcm-data-exports",
    wire: .json(version: "1.1", target: "AWSBillingAndCostManagementDataExports", members: .pascal),
    globalRegions: billingRegions, usesNewHostNames: true)

  public static let cloudControl = AWSService(
    id: "CloudControl", endpointPrefix: "cloudcontrolapi",
    wire: .json(version: "1.0", target: "CloudApiService", members: .pascal))

  public static let costAndUsageReport = AWSService(
    id: "Cost and Usage Report Service", endpointPrefix: "cur",
    wire: .json(version: "1.1", target: "AWSOrigamiServiceGatewayService", members: .pascal),
    globalRegions: billingRegions)

  public static let costExplorer = AWSService(
    id: "Cost Explorer", endpointPrefix: "ce",
    wire: .json(version: "1.1", target: "AWSInsightsIndexService", members: .pascal), globalRegions: billingRegions)

  public static let emrServerless = AWSService(
    id: "EMR Serverless", endpointPrefix: "emr-serverless", wire: .restJSON(members: .camel))

  public static let eventBridge = AWSService(
    id: "EventBridge", endpointPrefix: "events", wire: .json(version: "1.1", target: "AWSEvents", members: .pascal))

  public static let kafka = AWSService(id: "Kafka", endpointPrefix: "kafka", wire: .restJSON(members: .camel))

  public static let managedFlink = AWSService(
    id: "Kinesis Analytics V2", endpointPrefix: "kinesisanalytics",
    wire: .json(version: "1.1", target: "KinesisAnalytics_20180523", members: .pascal))

  public static let quickSight = AWSService(
    id: "QuickSight", endpointPrefix: "quicksight", wire: .restJSON(members: .pascal))

  public static let redshiftServerless = AWSService(
    id: "Redshift Serverless", endpointPrefix: "redshift-serverless",
    wire: .json(version: "1.1", target: "RedshiftServerless", members: .camel))

  public static let serviceQuotas = AWSService(
    id: "Service Quotas", endpointPrefix: "servicequotas",
    wire: .json(version: "1.1", target: "ServiceQuotasV20190624", members: .pascal))

  public static let taggingAPI = AWSService(
    id: "Resource Groups Tagging API", endpointPrefix: "tagging",
    wire: .json(version: "1.1", target: "ResourceGroupsTaggingAPI_20170126", members: .pascal))

  /// China's billing lives in Ningxia.
  private static let billingRegions = [
    "aws": "us-east-1", "aws-cn": "cn-northwest-1", "aws-us-gov": "us-gov-west-1",
  ]
}
