import DaiviAWS
import FoundationEssentials

extension RemainsListing {
  /// Services whose resources the other listings find. The tagging API may name what is gone for some time after.
  private static let listed: Set = [
    "athena", "cloudformation", "datazone", "dynamodb", "emr-serverless", "events", "glue", "kafka",
    "kinesisanalytics", "lambda", "logs", "redshift-serverless", "s3", "s3tables", "secretsmanager", "ssm",
  ]

  /// Anything else with the environment's tags, whatever it is named: among it the KMS keys that wait for their deletion.
  static let tagged = RemainsListing("by tag") { aws, name in
    let filters: AWSDocument = [
      "TagFilters": [
        ["Key": "Application", "Values": [.string(name.app)]], ["Key": "Environment", "Values": [.string(name.env)]],
      ]
    ]
    let pages = AWSPages<AWSDocument>(nextToken: { $0["PaginationToken"]?.string }) { token in
      var input = filters
      if let token { input["PaginationToken"] = .string(token) }
      return try await aws.client(.taggingAPI).document("GetResources", input)
    }
    let resources = try await pages.collect { $0["ResourceTagMappingList"]?.array ?? [] }
    var found: [Found] = []
    var reasons: [String: String?] = [:]
    for resource in resources {
      guard let arn = resource["ResourceARN"]?.string else { continue }
      let service = String(arn.split(separator: ":", omittingEmptySubsequences: false).dropFirst(2).first ?? "?")
      if listed.contains(service) { continue }
      if service == "kms" {
        guard let key = try await keyState(arn, aws.kms) else { continue }
        found.append(key)
      } else {
        var reason: String?
        if let stack = stack(of: resource) {
          if reasons[stack] == nil { reasons[stack] = try await deletion(of: stack, aws.cloudFormation) }
          reason = reasons[stack] ?? nil
        }
        found.append(Found(name: arn, type: "tagged \(service)", reason: reason))
      }
    }
    return found
  }

  /// Id of the stack that made a resource, by CloudFormation's own tag.
  private static func stack(of resource: AWSDocument) -> String? {
    (resource["Tags"]?.array ?? []).first { $0["Key"]?.string == "aws:cloudformation:stack-id" }?["Value"]?.string
  }

  /// Why resources of a stack are still named; nil where it is not deleted, or too long ago to be known.
  private static func deletion(of stack: String, _ cloudFormation: CloudFormation) async throws -> String? {
    do {
      let found = try await cloudFormation.describeStacks(.init(stackName: stack)).stacks.first
      return found?.stackStatus == .deleteComplete ? "deleted with its stack; AWS names it for up to an hour more" : nil
    } catch let error as AWSError where error.isNotFound {
      return nil
    }
  }

  private static func keyState(_ arn: String, _ kms: KMS) async throws -> Found? {
    do {
      let key = try await kms.describeKey(.init(keyId: arn)).keyMetadata
      let day = key?.deletionDate.map { $0.formatted(Date.ISO8601FormatStyle().year().month().day()) }
      return Found(
        name: arn, type: "AWS::KMS::Key", reason: day.map { "is deleted on \($0), until then it can be undone" })
    } catch let error as AWSError where error.isNotFound || error.code == "NotFoundException" {
      return nil
    }
  }
}
