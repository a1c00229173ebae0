import DaiviAWS
import DaiviProtocol

/// A value in Systems Manager's Parameter Store, for what reads it there; never a secret.
public struct Parameter: Step {
  public let id: String
  public let kind = "parameter"
  public let name: Value
  public let value: Value

  public init(_ id: String, name: Value, value: Value) {
    self.id = id
    self.name = name
    self.value = value
  }

  public var title: String { "parameter \(id)" }
  public var reads: [Value] { [name, value] }
  public var actions: [String] { ["ssm:DeleteParameter", "ssm:GetParameter", "ssm:PutParameter"] }
  public var checks: [CheckDeclaration] { [CheckDeclaration(id: "value", title: "\(title) has its value")] }
  public func material(in files: ModuleFiles) throws -> String { "\(name)=\(value)" }

  public func apply(_ context: StepContext) async throws -> StepSuccess {
    let name = try context.value(name)
    let value = try context.value(value)
    // A version a change: what has its value already is left alone, after an interruption too.
    if try await current(name, context) != value {
      _ = try await context.aws.ssm.putParameter(.init(name: name, value: value, type: .string, overwrite: true))
    }
    return StepSuccess(resources: [ResourceRecord(type: "AWS::SSM::Parameter", id: name)], detail: name)
  }

  public func verify(_ context: StepContext) async throws -> [CheckResult] {
    let name = try context.value(name)
    let expected = try context.value(value)
    let found = try await current(name, context)
    let detail = found == expected ? nil : found == nil ? "\(name) is missing" : "\(name) has another value"
    return [
      CheckResult(
        id: "value", title: checks[0].title, status: detail == nil ? .passed : .failed, detail: detail, resource: name)
    ]
  }

  /// nil when there is no such parameter.
  private func current(_ name: String, _ context: StepContext) async throws -> String? {
    do {
      return try await context.aws.ssm.getParameter(.init(name: name)).parameter?.value
    } catch let error as AWSError where error.isNotFound {
      return nil
    }
  }

  public func destroy(_ context: StepContext) async throws -> StepSuccess {
    do {
      try await context.aws.ssm.deleteParameter(.init(name: try context.value(name)))
    } catch let error as AWSError where error.isNotFound {
      return StepSuccess(detail: "was gone already")
    }
    return StepSuccess(detail: "removed")
  }
}
