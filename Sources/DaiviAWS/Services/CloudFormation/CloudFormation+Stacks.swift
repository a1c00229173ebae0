/// Stacks as a whole.
extension CloudFormation {
  /// DescribeStacks: one stack by name or id, or all. A stack that does not exist is an error, see `AWSError.isNotFound`.
  public func describeStacks(_ input: DescribeStacksRequest = .init()) async throws -> DescribeStacksResponse {
    try await client.call("DescribeStacks", input)
  }

  /// Every page of DescribeStacks.
  public func describeStacksPages(_ input: DescribeStacksRequest = .init()) -> AWSPages<DescribeStacksResponse> {
    AWSPages(nextToken: \.nextToken) { token in
      var page = input
      page.nextToken = token ?? input.nextToken
      return try await describeStacks(page)
    }
  }

  /// ListStacks: stacks by status, the deleted of the last 90 days included.
  public func listStacks(_ input: ListStacksRequest = .init()) async throws -> ListStacksResponse {
    try await client.call("ListStacks", input)
  }

  /// Every page of ListStacks.
  public func listStacksPages(_ input: ListStacksRequest = .init()) -> AWSPages<ListStacksResponse> {
    AWSPages(nextToken: \.nextToken) { token in
      var page = input
      page.nextToken = token ?? input.nextToken
      return try await listStacks(page)
    }
  }

  /// DeleteStack: starts deleting a stack; one that does not exist is no error.
  public func deleteStack(_ input: DeleteStackRequest) async throws {
    _ = try await client.call("DeleteStack", input, returning: NoOutput.self)
  }

  /// ContinueUpdateRollback: goes on with a rollback that failed (`UPDATE_ROLLBACK_FAILED`).
  public func continueUpdateRollback(_ input: ContinueUpdateRollbackRequest) async throws {
    _ = try await client.call("ContinueUpdateRollback", input, returning: NoOutput.self)
  }

  /// GetTemplate: the template of a stack or change set.
  public func getTemplate(_ input: GetTemplateRequest = .init()) async throws -> GetTemplateResponse {
    try await client.call("GetTemplate", input)
  }
}

extension CloudFormation {
  /// Input of DescribeStacks.
  public struct DescribeStacksRequest: Sendable, Hashable, Encodable {
    public var stackName: String?
    public var nextToken: String?

    public init(stackName: String? = nil, nextToken: String? = nil) {
      self.stackName = stackName
      self.nextToken = nextToken
    }
  }

  /// Output of DescribeStacks.
  public struct DescribeStacksResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var stacks: [Stack]
    public var nextToken: String?
  }

  /// Input of ListStacks.
  public struct ListStacksRequest: Sendable, Hashable, Encodable {
    public var nextToken: String?
    public var stackStatusFilter: [StackStatus]?

    public init(nextToken: String? = nil, stackStatusFilter: [StackStatus]? = nil) {
      self.nextToken = nextToken
      self.stackStatusFilter = stackStatusFilter
    }
  }

  /// Output of ListStacks.
  public struct ListStacksResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var stackSummaries: [StackSummary]
    public var nextToken: String?
  }

  /// Input of DeleteStack.
  public struct DeleteStackRequest: Sendable, Hashable, Encodable {
    public var stackName: String
    public var retainResources: [String]?
    public var roleARN: String?
    public var clientRequestToken: String?
    public var deletionMode: DeletionMode?

    public init(
      stackName: String, retainResources: [String]? = nil, roleARN: String? = nil, clientRequestToken: String? = nil,
      deletionMode: DeletionMode? = nil
    ) {
      self.stackName = stackName
      self.retainResources = retainResources
      self.roleARN = roleARN
      self.clientRequestToken = clientRequestToken
      self.deletionMode = deletionMode
    }
  }

  /// Input of ContinueUpdateRollback.
  public struct ContinueUpdateRollbackRequest: Sendable, Hashable, Encodable {
    public var stackName: String
    public var roleARN: String?
    public var resourcesToSkip: [String]?
    public var clientRequestToken: String?

    public init(
      stackName: String, roleARN: String? = nil, resourcesToSkip: [String]? = nil, clientRequestToken: String? = nil
    ) {
      self.stackName = stackName
      self.roleARN = roleARN
      self.resourcesToSkip = resourcesToSkip
      self.clientRequestToken = clientRequestToken
    }
  }

  /// Input of GetTemplate.
  public struct GetTemplateRequest: Sendable, Hashable, Encodable {
    public var stackName: String?
    public var changeSetName: String?
    public var templateStage: TemplateStage?

    public init(stackName: String? = nil, changeSetName: String? = nil, templateStage: TemplateStage? = nil) {
      self.stackName = stackName
      self.changeSetName = changeSetName
      self.templateStage = templateStage
    }
  }

  /// Output of GetTemplate.
  public struct GetTemplateResponse: Sendable, Hashable, Decodable {
    public var templateBody: String?
    @OrEmpty public var stagesAvailable: [TemplateStage]
  }
}
