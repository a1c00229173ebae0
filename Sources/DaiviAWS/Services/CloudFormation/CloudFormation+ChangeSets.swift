import FoundationEssentials

/// Change sets: what would change, and making it so.
extension CloudFormation {
  /// CreateChangeSet: starts computing a change set; the same `clientToken` does nothing twice.
  public func createChangeSet(_ input: CreateChangeSetRequest) async throws -> CreateChangeSetResponse {
    try await client.call("CreateChangeSet", input)
  }

  /// DescribeChangeSet: state and changes of a change set.
  public func describeChangeSet(_ input: DescribeChangeSetRequest) async throws -> DescribeChangeSetResponse {
    try await client.call("DescribeChangeSet", input)
  }

  /// Every page of DescribeChangeSet.
  public func describeChangeSetPages(_ input: DescribeChangeSetRequest) -> AWSPages<DescribeChangeSetResponse> {
    AWSPages(nextToken: \.nextToken) { token in
      var page = input
      page.nextToken = token ?? input.nextToken
      return try await describeChangeSet(page)
    }
  }

  /// ExecuteChangeSet: starts the deployment that a change set describes.
  public func executeChangeSet(_ input: ExecuteChangeSetRequest) async throws {
    _ = try await client.call("ExecuteChangeSet", input, returning: NoOutput.self)
  }

  /// DeleteChangeSet: removes a change set; its stack stays.
  public func deleteChangeSet(_ input: DeleteChangeSetRequest) async throws {
    _ = try await client.call("DeleteChangeSet", input, returning: NoOutput.self)
  }
}

extension CloudFormation {
  /// Input of CreateChangeSet.
  public struct CreateChangeSetRequest: Sendable, Hashable, Encodable {
    public var stackName: String
    public var templateBody: String?
    public var templateURL: String?
    public var usePreviousTemplate: Bool?
    public var parameters: [Parameter]?
    public var capabilities: [Capability]?
    public var roleARN: String?
    public var rollbackConfiguration: RollbackConfiguration?
    public var notificationARNs: [String]?
    public var tags: [Tag]?
    public var changeSetName: String
    public var clientToken: String?
    public var description: String?
    public var changeSetType: ChangeSetType?
    public var includeNestedStacks: Bool?
    public var onStackFailure: OnStackFailure?
    public var importExistingResources: Bool?
    public var deploymentMode: DeploymentMode?

    public init(
      stackName: String, changeSetName: String, templateBody: String? = nil, templateURL: String? = nil,
      usePreviousTemplate: Bool? = nil, parameters: [Parameter]? = nil, capabilities: [Capability]? = nil,
      roleARN: String? = nil, rollbackConfiguration: RollbackConfiguration? = nil, notificationARNs: [String]? = nil,
      tags: [Tag]? = nil, clientToken: String? = nil, description: String? = nil, changeSetType: ChangeSetType? = nil,
      includeNestedStacks: Bool? = nil, onStackFailure: OnStackFailure? = nil, importExistingResources: Bool? = nil,
      deploymentMode: DeploymentMode? = nil
    ) {
      self.stackName = stackName
      self.changeSetName = changeSetName
      self.templateBody = templateBody
      self.templateURL = templateURL
      self.usePreviousTemplate = usePreviousTemplate
      self.parameters = parameters
      self.capabilities = capabilities
      self.roleARN = roleARN
      self.rollbackConfiguration = rollbackConfiguration
      self.notificationARNs = notificationARNs
      self.tags = tags
      self.clientToken = clientToken
      self.description = description
      self.changeSetType = changeSetType
      self.includeNestedStacks = includeNestedStacks
      self.onStackFailure = onStackFailure
      self.importExistingResources = importExistingResources
      self.deploymentMode = deploymentMode
    }
  }

  /// Output of CreateChangeSet.
  public struct CreateChangeSetResponse: Sendable, Hashable, Decodable {
    public var id: String?
    public var stackId: String?
  }

  /// Input of DescribeChangeSet.
  public struct DescribeChangeSetRequest: Sendable, Hashable, Encodable {
    public var changeSetName: String
    public var stackName: String?
    public var nextToken: String?
    public var includePropertyValues: Bool?

    public init(
      changeSetName: String, stackName: String? = nil, nextToken: String? = nil, includePropertyValues: Bool? = nil
    ) {
      self.changeSetName = changeSetName
      self.stackName = stackName
      self.nextToken = nextToken
      self.includePropertyValues = includePropertyValues
    }
  }

  /// Output of DescribeChangeSet.
  public struct DescribeChangeSetResponse: Sendable, Hashable, Decodable {
    public var changeSetName: String?
    public var changeSetId: String?
    public var stackId: String?
    public var stackName: String?
    public var description: String?
    @OrEmpty public var parameters: [Parameter]
    public var creationTime: Date?
    public var executionStatus: ExecutionStatus?
    public var status: ChangeSetStatus?
    public var statusReason: String?
    public var stackDriftStatus: StackDriftStatus?
    @OrEmpty public var notificationARNs: [String]
    public var rollbackConfiguration: RollbackConfiguration?
    @OrEmpty public var capabilities: [Capability]
    @OrEmpty public var tags: [Tag]
    @OrEmpty public var changes: [Change]
    public var nextToken: String?
    public var includeNestedStacks: Bool?
    public var parentChangeSetId: String?
    public var rootChangeSetId: String?
    public var onStackFailure: OnStackFailure?
    public var importExistingResources: Bool?
    public var deploymentMode: DeploymentMode?
  }

  /// Input of ExecuteChangeSet.
  public struct ExecuteChangeSetRequest: Sendable, Hashable, Encodable {
    public var changeSetName: String
    public var stackName: String?
    public var clientRequestToken: String?
    public var disableRollback: Bool?
    public var retainExceptOnCreate: Bool?

    public init(
      changeSetName: String, stackName: String? = nil, clientRequestToken: String? = nil, disableRollback: Bool? = nil,
      retainExceptOnCreate: Bool? = nil
    ) {
      self.changeSetName = changeSetName
      self.stackName = stackName
      self.clientRequestToken = clientRequestToken
      self.disableRollback = disableRollback
      self.retainExceptOnCreate = retainExceptOnCreate
    }
  }

  /// Input of DeleteChangeSet.
  public struct DeleteChangeSetRequest: Sendable, Hashable, Encodable {
    public var changeSetName: String
    public var stackName: String?

    public init(changeSetName: String, stackName: String? = nil) {
      self.changeSetName = changeSetName
      self.stackName = stackName
    }
  }
}
