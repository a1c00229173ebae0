import DaiviAWS

/// One kind of resource that may bear an environment's name, and how to list those that do.
struct RemainsListing: Sendable {
  struct Found: Sendable {
    var name: String
    /// Where the kind has several.
    var type: String?
    var reason: String?
  }

  /// CloudFormation's name of the type.
  let type: String
  /// The same from any region.
  let isGlobal: Bool
  let find: @Sendable (AWS, EnvironmentName) async throws -> [Found]

  init(
    _ type: String, isGlobal: Bool = false, _ find: @escaping @Sendable (AWS, EnvironmentName) async throws -> [Found]
  ) {
    self.type = type
    self.isGlobal = isGlobal
    self.find = find
  }

  /// A listing that gives names.
  static func names(
    _ type: String, isGlobal: Bool = false, _ list: @escaping @Sendable (AWS, EnvironmentName) async throws -> [String]
  ) -> RemainsListing {
    RemainsListing(type, isGlobal: isGlobal) { aws, name in
      try await list(aws, name).filter(name.isIn).map { Found(name: $0) }
    }
  }

  /// A listing by an operation of a JSON service.
  /// - Parameters:
  ///   - list: the answer's member that holds the entries.
  ///   - member: an entry's member that names it; nil where entries are names.
  ///   - token: the member with which pages go on, in request and answer.
  static func json(
    _ type: String, _ service: AWSService, _ operation: String, list: String, member: String?,
    token: String = "NextToken"
  ) -> RemainsListing {
    names(type) { aws, _ in
      let pages = AWSPages<AWSDocument>(nextToken: { $0[token]?.string }) { next in
        try await aws.client(service).document(operation, .object(next.map { [token: .string($0)] } ?? [:]))
      }
      return try await pages.collect { page in
        (page[list]?.array ?? []).compactMap { entry in member.map { entry[$0]?.string } ?? entry.string }
      }
    }
  }

  /// A listing by Cloud Control, for services that this program has no calls of.
  static func controlled(_ type: String) -> RemainsListing {
    RemainsListing(type) { aws, name in
      let pages = AWSPages<AWSDocument>(nextToken: { $0["NextToken"]?.string }) { next in
        var input: AWSDocument = ["TypeName": .string(type)]
        if let next { input["NextToken"] = .string(next) }
        do {
          return try await aws.client(.cloudControl).document("ListResources", input)
        } catch let error as AWSError
          where ["TypeNotFoundException", "UnsupportedActionException"].contains(error.code)
        {
          // The region does not have the service, so nothing of it.
          return [:]
        }
      }
      let all = try await pages.collect { $0["ResourceDescriptions"]?.array ?? [] }
      return all.compactMap { resource in
        let identifier = resource["Identifier"]?.string ?? "?"
        let properties = (resource["Properties"]?.string).flatMap { try? AWSDocument(json: $0.utf8) } ?? .null
        let names =
          [identifier]
          + ["Name", "ApplicationName", "NamespaceName", "WorkgroupName"]
          .compactMap { properties[$0]?.string }
        return names.contains(where: name.isIn) ? Found(name: names.joined(separator: " ")) : nil
      }
    }
  }

  /// IAM actions of the listings. Cloud Control lists with the caller's rights on the service itself.
  static let actions = [
    "athena:ListWorkGroups", "cloudformation:*", "datazone:ListDomains", "dynamodb:ListTables",
    "emr-serverless:ListApplications", "events:ListRules", "glue:DescribeIntegrations", "glue:GetConnections",
    "glue:GetCrawlers", "glue:GetDatabases", "glue:GetJobs", "glue:GetSecurityConfigurations", "glue:GetWorkflow",
    "glue:ListDataQualityRulesets", "glue:ListWorkflows", "iam:ListRoles", "kafka:ListClustersV2",
    "kinesisanalytics:ListApplications", "kms:ListAliases", "lakeformation:ListPermissions",
    "lakeformation:ListResources", "lambda:ListFunctions", "logs:DescribeLogGroups",
    "redshift-serverless:ListNamespaces", "redshift-serverless:ListWorkgroups", "s3:ListAllMyBuckets",
    "s3tables:ListTableBuckets", "secretsmanager:ListSecrets", "ssm:GetParametersByPath", "tag:GetResources",
  ]

  static let all: [RemainsListing] = [
    stacks, buckets, tableBuckets, roles, keyAliases, parameters, claims, logGroups, locations, grants, networks,
    tagged,
    json("AWS::Glue::Database", .glue, "GetDatabases", list: "DatabaseList", member: "Name"),
    json("AWS::Glue::Job", .glue, "GetJobs", list: "Jobs", member: "Name"),
    json("AWS::Glue::Crawler", .glue, "GetCrawlers", list: "Crawlers", member: "Name"),
    controlled("AWS::Glue::Workflow"), controlled("AWS::MSK::ServerlessCluster"),
    controlled("AWS::KinesisAnalyticsV2::Application"), sparkApplications,
    controlled("AWS::RedshiftServerless::Namespace"), controlled("AWS::RedshiftServerless::Workgroup"),
    domains,
    json(
      "AWS::Glue::Integration", .glue, "DescribeIntegrations", list: "Integrations", member: "IntegrationName",
      token: "Marker"),
    json("AWS::Glue::Connection", .glue, "GetConnections", list: "ConnectionList", member: "Name"),
    json("AWS::Glue::DataQualityRuleset", .glue, "ListDataQualityRulesets", list: "Rulesets", member: "Name"),
    json(
      "AWS::Glue::SecurityConfiguration", .glue, "GetSecurityConfigurations", list: "SecurityConfigurations",
      member: "Name"),
    json("AWS::Athena::WorkGroup", .athena, "ListWorkGroups", list: "WorkGroups", member: "Name"),
    json("AWS::SecretsManager::Secret", .secretsManager, "ListSecrets", list: "SecretList", member: "Name"),
    json("AWS::Events::Rule", .eventBridge, "ListRules", list: "Rules", member: "Name"),
    RemainsListing.names("AWS::DynamoDB::Table") { aws, _ in
      let pages = AWSPages<AWSDocument>(nextToken: { $0["LastEvaluatedTableName"]?.string }) { last in
        try await aws.client(.dynamoDB).document(
          "ListTables", .object(last.map { ["ExclusiveStartTableName": .string($0)] } ?? [:]))
      }
      return try await pages.collect { $0["TableNames"]?.array.map { $0.compactMap(\.string) } ?? [] }
    },
    RemainsListing.names("AWS::Lambda::Function") { aws, _ in
      let pages = AWSPages<AWSDocument>(nextToken: { $0["NextMarker"]?.string }) { marker in
        try await aws.client(.lambda).restDocument(
          "ListFunctions", "GET", path: ["2015-03-31", "functions"], query: [("Marker", marker)])
      }
      return try await pages.collect { page in
        (page["Functions"]?.array ?? []).compactMap { $0["FunctionName"]?.string }
      }
    },
  ]
}
