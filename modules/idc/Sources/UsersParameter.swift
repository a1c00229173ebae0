import DaiviModule

/// The users parameter `/{app}/{env}/identity-center/users`, an encrypted one; CloudFormation cannot make those. It carries
/// the target that wrote it, because the sources write the same one when an environment goes from one to another.
struct UsersParameter: Step {
  let id = "users-parameter"
  let kind = "parameter"
  let title = "users parameter"
  /// ARN of the key that encrypts it; nil: the service's own.
  let key: Value?

  private static let name: Value = "/{app}/{env}/identity-center/users"
  private static let writer = "daivi:target"

  var reads: [Value] { ["{inputs.usersMap}"] + (key.map { [$0] } ?? []) }
  var checks: [CheckDeclaration] { [CheckDeclaration(id: "value", title: "the users parameter has its value")] }
  var actions: [String] {
    [
      "kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "ssm:AddTagsToResource", "ssm:DeleteParameter",
      "ssm:GetParameter", "ssm:ListTagsForResource", "ssm:PutParameter",
    ]
  }
  func material(in files: ModuleFiles) throws -> String { "1|\(key?.description ?? "")" }
  func outputs(in files: ModuleFiles) throws -> [String] { ["usersParameter"] }

  func apply(_ context: StepContext) async throws -> StepSuccess {
    let name = try context.value(Self.name)
    let value = try context.value("{inputs.usersMap}")
    let isChanged = try await current(context) != value
    if isChanged {
      _ = try await context.aws.ssm.putParameter(
        .init(
          name: name, value: value, description: "Users of Identity Center by group", type: .secureString,
          keyId: try key.map(context.value), overwrite: true, tier: value.utf8.count > 4096 ? "Advanced" : nil))
    }
    let tags = context.environment.tags.merging([
      "Usage": "Identity Center Users and Groups Mapping", Self.writer: "\(context.module)/\(context.target)",
    ]) { $1 }
    try await context.aws.ssm.addTags(
      parameter: name, tags.sorted { $0.key < $1.key }.map { SSM.Tag(key: $0.key, value: $0.value) })
    return StepSuccess(
      outputs: ["usersParameter": name], resources: [ResourceRecord(type: "AWS::SSM::Parameter", id: name)],
      detail: isChanged ? name : "has its value")
  }

  func verify(_ context: StepContext) async throws -> [CheckResult] {
    let found = try await current(context)
    let isSound = try found == context.value("{inputs.usersMap}")
    return [
      CheckResult(
        id: checks[0].id, title: checks[0].title, status: isSound ? .passed : .failed,
        detail: isSound ? nil : found == nil ? "it is missing" : "it has another value",
        resource: try context.value(Self.name))
    ]
  }

  func destroy(_ context: StepContext) async throws -> StepSuccess {
    if let other = try await Self.otherSource(context) { return StepSuccess(detail: "left to \(other)") }
    do {
      try await context.aws.ssm.deleteParameter(.init(name: try context.value(Self.name)))
    } catch let error as AWSError where error.isNotFound {
      return StepSuccess(detail: "was gone already")
    }
    return StepSuccess(detail: "removed")
  }

  /// The target that wrote the parameter last, when it is another source of the same environment: claims are the
  /// environment's, so what it uses has to stay. nil when there is none.
  static func otherSource(_ context: StepContext) async throws -> String? {
    do {
      let found = try await context.aws.ssm.tags(parameter: try context.value(name))[writer]
      return found == "\(context.module)/\(context.target)" ? nil : found
    } catch let error as AWSError where error.isNotFound || error.code == "InvalidResourceId" {
      return nil
    }
  }

  /// nil when there is no such parameter.
  private func current(_ context: StepContext) async throws -> String? {
    do {
      return try await context.aws.ssm.getParameter(
        .init(name: try context.value(Self.name), withDecryption: true)
      ).parameter?.value
    } catch let error as AWSError where error.isNotFound {
      return nil
    }
  }
}
