import DaiviAWS

/// The kinds whose listing is more than one operation's names.
extension RemainsListing {
  static let stacks = RemainsListing("AWS::CloudFormation::Stack") { aws, name in
    let all = try await aws.cloudFormation.describeStacksPages().collect(\.stacks)
    return all.filter { stack in
      let tags = Dictionary(stack.tags.map { ($0.key, $0.value) }) { first, _ in first }
      return stack.stackStatus != .deleteComplete
        && (name.owns(stack.stackName) || (tags["Application"] == name.app && tags["Environment"] == name.env))
    }.map { Found(name: $0.stackName) }
  }

  static let buckets = names("AWS::S3::Bucket", isGlobal: true) { aws, name in
    try await aws.s3.listBucketsPages(prefix: name.dashed).collect(\.names)
  }

  static let tableBuckets = names("AWS::S3Tables::TableBucket") { aws, name in
    try await aws.s3Tables.listTableBucketsPages(prefix: name.dashed).collect(\.tableBuckets).map(\.name)
  }

  static let keyAliases = names("AWS::KMS::Alias") { aws, _ in
    try await aws.kms.listAliasesPages().collect { $0.aliases.compactMap(\.aliasName) }
  }

  static let parameters = RemainsListing("AWS::SSM::Parameter") { aws, name in
    try await aws.ssm.getParametersByPathPages(.init(path: name.path, recursive: true)).collect(\.parameters)
      .compactMap(\.name).map { Found(name: $0) }
  }

  static let claims = RemainsListing("AWS::SSM::Parameter") { aws, name in
    try await aws.ssm.getParametersByPathPages(.init(path: "/daivi/claims/", recursive: true)).collect(\.parameters)
      .compactMap(\.name).filter { $0.hasSuffix("/\(name.app)-\(name.env)") }.map { Found(name: $0) }
  }

  /// Glue names those of jobs after their security configuration, in one of them behind `logs-v2-`. Groups that services
  /// make for all environments (/aws-glue/jobs/error, of jobs without a configuration) bear no environment's name and stay.
  static let logGroups = RemainsListing("AWS::Logs::LogGroup") { aws, name in
    let pages = AWSPages<AWSDocument>(nextToken: { $0["nextToken"]?.string }) { next in
      try await aws.client(.logs).document("DescribeLogGroups", .object(next.map { ["nextToken": .string($0)] } ?? [:]))
    }
    let all = try await pages.collect { page in
      (page["logGroups"]?.array ?? []).compactMap { $0["logGroupName"]?.string }
    }
    return all.filter { name.isIn($0.replacing("/logs-v2-", with: "/logs-v2/")) }.map { Found(name: $0) }
  }

  /// By the API: Cloud Control knows domains by their ids only.
  static let domains = names("AWS::DataZone::Domain") { aws, _ in
    do {
      return try await aws.dataZone.listDomainsPages().collect(\.items).compactMap(\.name)
    } catch let error as AWSError where error.httpStatus == nil {
      // The region does not have the service; where nothing can be reached, the other listings say so.
      return []
    }
  }

  /// By the API: Cloud Control knows applications by their ids only.
  static let sparkApplications = names("AWS::EMRServerless::Application") { aws, _ in
    let pages = AWSPages<AWSDocument>(nextToken: { $0["nextToken"]?.string }) { next in
      try await aws.client(.emrServerless).restDocument(
        "ListApplications", "GET", path: ["applications"], query: [("nextToken", next)])
    }
    do {
      return try await pages.collect { page in
        (page["applications"]?.array ?? []).filter { $0["state"]?.string != "TERMINATED" }.compactMap {
          $0["name"]?.string
        }
      }
    } catch let error as AWSError where error.httpStatus == nil {
      // The region does not have the service; where nothing can be reached, the other listings say so.
      return []
    }
  }

  static let locations = names("AWS::LakeFormation::Resource") { aws, _ in
    let pages = AWSPages<AWSDocument>(nextToken: { $0["NextToken"]?.string }) { next in
      try await aws.client(.lakeFormation).restDocument(
        "ListResources", "POST", path: ["ListResources"], input: .object(next.map { ["NextToken": .string($0)] } ?? [:])
      )
    }
    return try await pages.collect { page in
      (page["ResourceInfoList"]?.array ?? []).compactMap { $0["ResourceArn"]?.string }
    }
  }

  /// Grants outlive what they are about: to one of the environment's roles, or on one of its things.
  static let grants = RemainsListing("AWS::LakeFormation::PrincipalPermissions") { aws, name in
    let pages = AWSPages<AWSDocument>(nextToken: { $0["NextToken"]?.string }) { next in
      try await aws.client(.lakeFormation).restDocument(
        "ListPermissions", "POST", path: ["ListPermissions"],
        input: .object(next.map { ["NextToken": .string($0)] } ?? [:]))
    }
    let held = try await pages.collect { $0["PrincipalResourcePermissions"]?.array ?? [] }
    return held.compactMap { grant in
      let principal = grant["Principal"]?["DataLakePrincipalIdentifier"]?.string ?? "?"
      let resource = texts(in: grant["Resource"] ?? .null)
      guard name.isIn(principal) || resource.contains(where: name.isIn) else { return nil }
      return Found(name: "\(principal) on \(resource.joined(separator: " "))")
    }
  }

  /// Every text in a document, in the order of its members' names.
  private static func texts(in document: AWSDocument) -> [String] {
    switch document {
    case .string(let text): [text]
    case .array(let items): items.flatMap(texts)
    case .object(let members): members.sorted { $0.key < $1.key }.flatMap { texts(in: $0.value) }
    default: []
    }
  }

  private struct ListRolesRequest: Encodable, Sendable { var marker: String? }
  private struct ListRolesResponse: Decodable, Sendable {
    struct Role: Decodable, Sendable { var roleName: String }
    @OrEmpty var roles: [Role]
    var marker: String?
  }

  static let roles = names("AWS::IAM::Role", isGlobal: true) { aws, _ in
    let pages = AWSPages<ListRolesResponse>(nextToken: \.marker) { marker in
      try await aws.iam.client.call("ListRoles", ListRolesRequest(marker: marker))
    }
    return try await pages.collect { $0.roles.map(\.roleName) }
  }

  private struct DescribeVpcsRequest: Encodable, Sendable { var nextToken: String? }
  private struct DescribeVpcsResponse: Decodable, Sendable {
    struct Tag: Decodable, Sendable {
      var key: String
      var value: String
    }
    struct Vpc: Decodable, Sendable {
      var vpcId: String
      @OrEmpty var tagSet: [Tag]
    }
    @OrEmpty var vpcSet: [Vpc]
    var nextToken: String?
  }

  static let networks = RemainsListing("AWS::EC2::VPC") { aws, name in
    let pages = AWSPages<DescribeVpcsResponse>(nextToken: \.nextToken) { token in
      try await aws.client(.ec2).call("DescribeVpcs", DescribeVpcsRequest(nextToken: token))
    }
    return try await pages.collect(\.vpcSet).compactMap { vpc in
      vpc.tagSet.first { $0.key == "Name" && name.owns($0.value) }.map { Found(name: "\(vpc.vpcId) \($0.value)") }
    }
  }
}
