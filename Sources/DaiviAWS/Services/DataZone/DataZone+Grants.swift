/// Policy grants.
extension DataZone {
  /// ListPolicyGrants: who was granted a policy on something.
  public func listPolicyGrantsPages(
    domain: String, entityType: String, entity: String, policy: String
  ) -> AWSPages<ListPolicyGrantsResponse> {
    AWSPages(nextToken: \.nextToken) { token in
      try await client.rest(
        "ListPolicyGrants", "GET",
        path: Self.path(domain, "policies", "managed", entityType, entity, "grants"),
        query: [("policyType", policy), ("nextToken", token)])
    }
  }

  /// AddPolicyGrant: grants a policy. CloudFormation has a type for it, but not for every policy.
  public func addPolicyGrant(
    domain: String, entityType: String, entity: String, policy: String, principal: Principal, detail: AWSDocument,
    clientToken: String
  ) async throws {
    _ = try await client.rest(
      "AddPolicyGrant", "POST", path: Self.path(domain, "policies", "managed", entityType, entity, "addGrant"),
      input: Grant(policyType: policy, principal: principal, detail: detail, clientToken: clientToken),
      returning: NoOutput.self)
  }

  /// RemovePolicyGrant: takes back what a principal was granted.
  public func removePolicyGrant(
    domain: String, entityType: String, entity: String, policy: String, principal: Principal
  ) async throws {
    _ = try await client.rest(
      "RemovePolicyGrant", "POST", path: Self.path(domain, "policies", "managed", entityType, entity, "removeGrant"),
      input: Grant(policyType: policy, principal: principal), returning: NoOutput.self)
  }

  private struct Grant: Encodable, Sendable {
    var policyType: String
    var principal: Principal
    var detail: AWSDocument?
    var clientToken: String?
  }
}

extension DataZone {
  /// API type `PolicyGrantPrincipal`, as far as it is a project.
  public struct Principal: Sendable, Hashable, Codable {
    public struct Project: Sendable, Hashable, Codable {
      /// `OWNER` or `CONTRIBUTOR`.
      public var projectDesignation: String
      public var projectIdentifier: String?
    }
    public var project: Project?

    public init(project: String, designation: String) {
      self.project = Project(projectDesignation: designation, projectIdentifier: project)
    }
  }

  /// API type `PolicyGrantMember`.
  public struct PolicyGrant: Sendable, Hashable, Decodable {
    public var principal: Principal?
  }

  /// Output of ListPolicyGrants.
  public struct ListPolicyGrantsResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var grantList: [PolicyGrant]
    public var nextToken: String?
  }
}
