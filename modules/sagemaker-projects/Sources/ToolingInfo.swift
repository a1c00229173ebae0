import DaiviModule

/// What the environment Tooling of a project made in the account, found through the service: the role of the project's
/// people, its security group, and the environment itself.
struct ToolingInfo: Sendable {
  /// One thing that other modules ask for; its raw value ends the output's name.
  enum Fact: String, Sendable {
    case project = "ProjectId"
    case role = "RoleArn"
    case roleName = "RoleName"
    case group = "SecurityGroupId"
    case environment = "ToolingEnvironmentId"
  }

  /// `producer` or `consumer`: outputs start with it.
  let project: String
  let facts: [Fact]

  static let permissions = [
    "datazone:GetEnvironment", "datazone:ListEnvironments", "ec2:DescribeSecurityGroups", "iam:GetRole",
  ]

  func output(_ fact: Fact) -> String { "\(project)\(fact.rawValue)" }
  func value(of fact: Fact) -> Value { Value("{inputs.\(output(fact))}") }

  /// Finds them and gives them as outputs; `verify` looks whether they are still those, and still there.
  var step: Custom {
    Custom(
      "info", "role, network and environment of the project", reads: ["{inputs.domainId}", value(of: .project)],
      outputs: ([.project] + facts).map(output),
      checks: [CheckDeclaration(id: "info", title: "what the project's Tooling made is known and there")],
      apply: { context in
        let found = try await find(context)
        if let gone = try await gone(found, context) { throw StepError(message: gone, hint: Self.hint) }
        return StepSuccess(
          outputs: Dictionary(uniqueKeysWithValues: found.map { (output($0.key), $0.value) }),
          detail: found[.roleName])
      },
      verify: { context in
        let found = try await find(context)
        let changed = found.keys.filter { context.inputs[output($0)] != found[$0] }.map(output).sorted()
        let detail =
          changed.isEmpty ? try await gone(found, context) : "\(changed.joined(separator: ", ")) changed"
        return [
          CheckResult(
            id: "info", title: "what the project's Tooling made is known and there",
            status: detail == nil ? .passed : .failed, detail: detail, resource: found[.roleName])
        ]
      })
  }

  private static let hint = "delete the project, or its environment, and deploy again: the service makes it anew"

  private func find(_ context: StepContext) async throws -> [Fact: String] {
    let domain = try context.value("{inputs.domainId}")
    let project = try context.value(value(of: .project))
    let environments = try await context.aws.dataZone.listEnvironmentsPages(domain: domain, project: project)
      .collect(\.items)
    guard let id = environments.first(where: { $0.name == "Tooling" })?.id else {
      throw StepError(message: "project \(project) has no environment Tooling", service: "DataZone", hint: Self.hint)
    }
    let made = try await context.aws.dataZone.getEnvironment(domain: domain, id: id).provisionedResources
    var found: [Fact: String] = [.project: project]
    for fact in facts {
      switch fact {
      case .project: break
      case .environment: found[fact] = id
      case .role: found[fact] = try named(["userRoleArn", "userRole"], in: made, environment: id)
      case .roleName:
        let arn = try named(["userRoleArn", "userRole"], in: made, environment: id)
        found[fact] = String(arn.split(separator: "/").last ?? "")
      case .group: found[fact] = try named(["securityGroup", "securityGroupId"], in: made, environment: id)
      }
    }
    return found
  }

  /// The value of the first of these names; the service's spelling differs between versions of the blueprint.
  private func named(_ names: [String], in made: [DataZone.Resource], environment: String) throws -> String {
    for name in names {
      if let found = made.first(where: { $0.name?.lowercased() == name.lowercased() }) { return found.value }
    }
    throw StepError(
      message: "environment \(environment) made no \(names[0]); it made "
        + made.map { $0.name ?? $0.type }.sorted().joined(separator: ", "), service: "DataZone",
      operation: "GetEnvironment")
  }

  /// What of it is not in the account any more.
  private func gone(_ found: [Fact: String], _ context: StepContext) async throws -> String? {
    if let name = found[.roleName] {
      do {
        _ = try await context.aws.iam.getRole(.init(roleName: name))
      } catch let error as AWSError where error.isNotFound {
        return "role \(name) does not exist"
      }
    }
    if let group = found[.group], try await !context.aws.ec2.securityGroupExists(group) {
      return "security group \(group) does not exist"
    }
    return nil
  }
}
