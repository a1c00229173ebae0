/// Instances of Identity Center.
extension SSOAdmin {
  /// CreateInstance: an account's own instance; the same `clientToken` twice makes one.
  public func createInstance(_ input: CreateInstanceRequest) async throws -> CreateInstanceResponse {
    try await client.call("CreateInstance", input)
  }

  /// DescribeInstance: one instance and its state.
  public func describeInstance(arn: String) async throws -> Instance {
    try await client.call("DescribeInstance", InstanceRequest(instanceArn: arn))
  }

  /// Every page of ListInstances: the account's own instance, and its organization's, in this region.
  public func listInstancesPages() -> AWSPages<ListInstancesResponse> {
    AWSPages(nextToken: \.nextToken) { token in
      try await client.call("ListInstances", PageRequest(nextToken: token))
    }
  }

  /// DeleteInstance: deletes an account's own instance, with everybody in it.
  public func deleteInstance(arn: String) async throws {
    _ = try await client.call("DeleteInstance", InstanceRequest(instanceArn: arn), returning: NoOutput.self)
  }

  /// Every page of ListApplications: what signs its users in through an instance.
  public func listApplicationsPages(instanceArn: String) -> AWSPages<ListApplicationsResponse> {
    AWSPages(nextToken: \.nextToken) { token in
      try await client.call("ListApplications", PageRequest(instanceArn: instanceArn, nextToken: token))
    }
  }
}

extension SSOAdmin {
  /// Input of CreateInstance.
  public struct CreateInstanceRequest: Sendable, Hashable, Encodable {
    public var name: String?
    public var clientToken: String?
    public var tags: [Tag]?

    public init(name: String? = nil, clientToken: String? = nil, tags: [Tag]? = nil) {
      self.name = name
      self.clientToken = clientToken
      self.tags = tags
    }
  }

  /// Output of CreateInstance.
  public struct CreateInstanceResponse: Sendable, Hashable, Decodable {
    public var instanceArn: String
  }

  /// API type `Tag`.
  public struct Tag: Sendable, Hashable, Encodable {
    public var key: String
    public var value: String

    public init(key: String, value: String) {
      self.key = key
      self.value = value
    }
  }

  /// API type `InstanceMetadata`, and the output of DescribeInstance.
  public struct Instance: Sendable, Hashable, Decodable {
    public var instanceArn: String
    public var identityStoreId: String?
    public var ownerAccountId: String?
    public var name: String?
    /// `CREATE_IN_PROGRESS`, `CREATE_FAILED`, `DELETE_IN_PROGRESS` or `ACTIVE`.
    public var status: String?
    public var statusReason: String?
  }

  /// Output of ListInstances.
  public struct ListInstancesResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var instances: [Instance]
    public var nextToken: String?
  }

  /// API type `Application`.
  public struct Application: Sendable, Hashable, Decodable {
    public var applicationArn: String?
    public var name: String?
  }

  /// Output of ListApplications.
  public struct ListApplicationsResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var applications: [Application]
    public var nextToken: String?
  }

  private struct InstanceRequest: Sendable, Encodable {
    var instanceArn: String
  }

  private struct PageRequest: Sendable, Encodable {
    var instanceArn: String?
    var nextToken: String?
  }
}
