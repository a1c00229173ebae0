/// The policy of the Data Catalog: one for the whole account and region.
extension Glue {
  /// GetResourcePolicy: the catalog's policy. Throws `EntityNotFoundException` when there is none.
  public func getResourcePolicy() async throws -> ResourcePolicy {
    try await client.call("GetResourcePolicy", NoInput())
  }

  /// PutResourcePolicy: replaces the whole policy. With a `policyHashCondition` that is not the hash of the policy that
  /// is there, or with `NOT_EXIST` where there is one, it throws `ConditionCheckFailureException`.
  public func putResourcePolicy(_ input: PutResourcePolicyRequest) async throws {
    _ = try await client.call("PutResourcePolicy", input, returning: NoOutput.self)
  }

  /// DeleteResourcePolicy: removes the policy that has this hash.
  public func deleteResourcePolicy(policyHashCondition: String?) async throws {
    _ = try await client.call(
      "DeleteResourcePolicy", DeleteResourcePolicyRequest(policyHashCondition: policyHashCondition),
      returning: NoOutput.self)
  }
}

extension Glue {
  /// Output of GetResourcePolicy.
  public struct ResourcePolicy: Sendable, Hashable, Decodable {
    public var policyInJson: String?
    public var policyHash: String?
  }

  /// Input of PutResourcePolicy.
  public struct PutResourcePolicyRequest: Sendable, Hashable, Encodable {
    public var policyInJson: String
    public var policyHashCondition: String?
    /// `MUST_EXIST`, `NOT_EXIST` or `NONE`.
    public var policyExistsCondition: String?
    /// `TRUE` where Lake Formation shares parts of the catalog with other accounts too: the call is refused without it.
    public var enableHybrid: String?

    public init(
      policyInJson: String, policyHashCondition: String? = nil, policyExistsCondition: String? = nil,
      enableHybrid: String? = nil
    ) {
      self.policyInJson = policyInJson
      self.policyHashCondition = policyHashCondition
      self.policyExistsCondition = policyExistsCondition
      self.enableHybrid = enableHybrid
    }
  }

  private struct DeleteResourcePolicyRequest: Sendable, Encodable { var policyHashCondition: String? }
}
