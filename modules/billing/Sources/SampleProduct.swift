/// The five services the sample bills, in the order in which its rows cycle through them.
struct SampleProduct {
  var code: String
  var usageType: String
  var operation: String
  var name: String
  var serviceName: String
  var family: String
  var group: String
  var groupDescription: String
  var location: String
  var region: String
  var sku: String
  var storageMedia: String
  var description: String
  private var resourcePattern: String

  static let all = [
    SampleProduct(
      code: "awskms", usageType: "sa-east-1-KMS-Requests", operation: "ListKeys", name: "AWS Key Management Service",
      serviceName: "AWS Key Management Service", family: "API Request", group: "awskms-APIRequest-All",
      groupDescription: "All AWS KMS API requests", location: "South America (Sao Paulo)", region: "sa-east-1",
      sku: "22NGFM2U7FQGBC49", storageMedia: "", description: "AWS KMS requests beyond the free tier",
      resourcePattern: "arn:aws:kms:REGION:ACCOUNT:key/ID"),
    SampleProduct(
      code: "AmazonEC2", usageType: "BoxUsage:t3.micro", operation: "RunInstances",
      name: "Amazon Elastic Compute Cloud", serviceName: "Amazon EC2", family: "Compute Instance",
      group: "AmazonEC2-BoxUsage", groupDescription: "EC2 Instance Usage", location: "US East (N. Virginia)",
      region: "us-east-1", sku: "4NA7Y494T4MZGWX2", storageMedia: "SSD",
      description: "On-demand hours of a Linux t3.micro instance", resourcePattern: "i-ID"),
    SampleProduct(
      code: "AmazonS3", usageType: "S3-API-Requests-Tier1", operation: "GetObject",
      name: "Amazon Simple Storage Service", serviceName: "Amazon S3", family: "API Request",
      group: "AmazonS3-Requests", groupDescription: "S3 Storage Requests", location: "US West (Oregon)",
      region: "us-west-2", sku: "HVTYR5TAM39TGKM8", storageMedia: "Standard", description: "Tier 1 requests to S3",
      resourcePattern: "arn:aws:s3:::bucket-ID"),
    SampleProduct(
      code: "AmazonRDS", usageType: "RDS:StorageUsage", operation: "CreateDBInstance",
      name: "Amazon Relational Database Service", serviceName: "Amazon RDS", family: "Database Storage",
      group: "AmazonRDS-Storage", groupDescription: "RDS Storage Usage", location: "Europe (Ireland)",
      region: "eu-west-1", sku: "XZAKD9AJZ52CV3NR", storageMedia: "General Purpose",
      description: "General purpose storage of a database, per GB and month",
      resourcePattern: "arn:aws:rds:REGION:ACCOUNT:db:ID"),
    SampleProduct(
      code: "AmazonDynamoDB", usageType: "DynamoDB-ReadCapacityUnit-Hrs", operation: "GetItem",
      name: "Amazon DynamoDB", serviceName: "Amazon DynamoDB", family: "Database",
      group: "AmazonDynamoDB-ReadCapacityUnit", groupDescription: "DynamoDB Read Capacity",
      location: "Asia Pacific (Tokyo)", region: "ap-northeast-1", sku: "JFD94BDES3SMUS6X", storageMedia: "SSD",
      description: "Provisioned read capacity, per unit and hour",
      resourcePattern: "arn:aws:dynamodb:REGION:ACCOUNT:table/ID"),
  ]

  /// An id in the service's own form.
  func resource(region: String, account: String, id: String) -> String {
    var result = ""
    for part in resourcePattern.split(separator: ":", omittingEmptySubsequences: false) {
      if !result.isEmpty { result += ":" }
      switch part {
      case "REGION": result += region
      case "ACCOUNT": result += account
      default: result += part.hasSuffix("ID") ? String(part.dropLast(2)) + id : String(part)
      }
    }
    return result
  }
}

/// The accounts of the sample. One has a leading zero: whoever reads ids as numbers loses it.
enum SampleAccount {
  static let payers = ["123456789012", "210987654321", "012345678901"]
  static let usage = ["123456789012", "012345678901", "345678901234", "456789012345", "567890123456", "678901234567"]
}
