import DaiviAWS
import FoundationEssentials

extension RemainsListing {
  /// Services whose resources the other listings find. The tagging API may name what is gone for some time after.
  private static let listed: Set = [
    "athena", "cloudformation", "dynamodb", "events", "glue", "lambda", "logs", "s3", "s3tables", "secretsmanager",
    "ssm",
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
    let arns = try await pages.collect { page in
      (page["ResourceTagMappingList"]?.array ?? []).compactMap { $0["ResourceARN"]?.string }
    }
    var found: [Found] = []
    for arn in arns {
      let service = String(arn.split(separator: ":", omittingEmptySubsequences: false).dropFirst(2).first ?? "?")
      if listed.contains(service) { continue }
      if service == "kms" {
        guard let key = try await keyState(arn, aws.kms) else { continue }
        found.append(key)
      } else {
        found.append(Found(name: arn, type: "tagged \(service)"))
      }
    }
    return found
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
