import DaiviAWS
import DaiviProtocol

/// A Lake Formation grant that CloudFormation cannot make (federated catalogs); verified and revoked by the API.
public struct Grant: Step {
  /// What the grant is on.
  public enum Resource: Sendable {
    /// A catalog of the account, `{account}:name`.
    case catalog(id: Value)
    case database(catalog: Value?, name: Value)
    case table(catalog: Value?, database: Value, name: Value)
  }

  public let id: String
  public let kind = "grant"
  public let title: String
  public let principal: Value
  public let resource: Resource
  public let permissions: [String]
  public let grantable: [String]
  public let unless: Value?

  /// - Parameters:
  ///   - principal: ARN of a role or user.
  ///   - permissions: Lake Formation's names, such as `ALL`, `SELECT`.
  ///   - grantable: those the principal may pass on.
  ///   - unless: a principal that has these rights by another grant: nothing is done where it is the same one.
  public init(
    _ id: String, _ title: String, to principal: Value, on resource: Resource, permissions: [String],
    grantable: [String] = [], unless: Value? = nil
  ) {
    self.id = id
    self.title = title
    self.principal = principal
    self.resource = resource
    self.permissions = permissions
    self.grantable = grantable
    self.unless = unless
  }

  public var reads: [Value] {
    let granted: [Value?] =
      switch resource {
      case .catalog(let id): [principal, id]
      case .database(let catalog, let name): [principal, name, catalog]
      case .table(let catalog, let database, let name): [principal, database, name, catalog]
      }
    return (granted + [unless]).compactMap { $0 }
  }

  public var actions: [String] {
    ["lakeformation:GrantPermissions", "lakeformation:ListPermissions", "lakeformation:RevokePermissions"]
  }
  public var checks: [CheckDeclaration] { [CheckDeclaration(id: "grant", title: "\(title): the grant stands")] }

  public func material(in files: ModuleFiles) throws -> String {
    "\(reads)|\(permissions.joined(separator: ","))|\(grantable.joined(separator: ","))"
  }

  public func apply(_ context: StepContext) async throws -> StepSuccess {
    let principal = try context.value(principal)
    if try isNeedless(context) { return StepSuccess(detail: "\(principal) has them already") }
    try await context.aws.lakeFormation.grantPermissions(
      .init(
        principal: .init(dataLakePrincipalIdentifier: principal), resource: try lakeFormationResource(context),
        permissions: permissions.map { .init(rawValue: $0) },
        permissionsWithGrantOption: grantable.map { .init(rawValue: $0) }))
    return StepSuccess(detail: "\(permissions.joined(separator: ", ")) to \(principal)")
  }

  public func verify(_ context: StepContext) async throws -> [CheckResult] {
    let principal = try context.value(principal)
    // What it has instead is looked at by the step that grants it.
    if try isNeedless(context) {
      return [CheckResult(id: "grant", title: checks[0].title, status: .passed, resource: principal)]
    }
    let held = try await context.aws.lakeFormation.listPermissionsPages(
      .init(
        principal: .init(dataLakePrincipalIdentifier: principal), resource: try lakeFormationResource(context))
    ).collect(\.principalResourcePermissions)
    let names = Set(held.flatMap(\.permissions).map(\.rawValue))
    let passedOn = Set(held.flatMap(\.permissionsWithGrantOption).map(\.rawValue))
    let missing =
      permissions.filter { !names.contains($0) }
      + grantable.filter { !passedOn.contains($0) }.map { "the right to grant \($0)" }
    return [
      CheckResult(
        id: "grant", title: checks[0].title, status: missing.isEmpty ? .passed : .failed,
        detail: missing.isEmpty ? nil : "\(principal) lacks \(missing.joined(separator: ", "))", resource: principal)
    ]
  }

  public func destroy(_ context: StepContext) async throws -> StepSuccess {
    if try isNeedless(context) { return StepSuccess(detail: "there is none") }
    do {
      try await context.aws.lakeFormation.revokePermissions(
        .init(
          principal: .init(dataLakePrincipalIdentifier: try context.value(principal)),
          resource: try lakeFormationResource(context), permissions: permissions.map { .init(rawValue: $0) },
          permissionsWithGrantOption: grantable.map { .init(rawValue: $0) }))
    } catch let error as AWSError where error.isNotFound || error.code == "InvalidInputException" {
      return StepSuccess(detail: "was gone already")
    }
    return StepSuccess(detail: "revoked")
  }

  private func isNeedless(_ context: StepContext) throws -> Bool {
    guard let unless else { return false }
    return try context.value(unless) == context.value(principal)
  }

  private func lakeFormationResource(_ context: StepContext) throws -> LakeFormation.Resource {
    switch resource {
    case .catalog(let id): .init(catalog: .init(id: try context.value(id)))
    case .database(let catalog, let name):
      .init(database: .init(name: try context.value(name), catalogId: try catalog.map(context.value)))
    case .table(let catalog, let database, let name):
      .init(
        table: .init(
          databaseName: try context.value(database), catalogId: try catalog.map(context.value),
          name: try context.value(name)))
    }
  }
}
