import DaiviAWS
import DaiviProtocol

/// Makes people members of a project.
///
/// By the API: CloudFormation's property of the project cannot be changed without another project, and its type of a
/// membership is identified by the project alone.
public struct ProjectMembers: Step {
  /// `PROJECT_OWNER` or `PROJECT_CONTRIBUTOR`.
  public enum Designation: String, Sendable {
    case owner = "PROJECT_OWNER"
    case contributor = "PROJECT_CONTRIBUTOR"
  }

  public let id: String
  public let kind = "members"
  public let title: String
  public let domain: Value
  public let project: Value
  public let users: Value
  public let designation: Designation

  /// - Parameters:
  ///   - domain: its id.
  ///   - project: its id.
  ///   - users: ids in Identity Center, separated by commas.
  public init(
    _ id: String, _ title: String, domain: Value, project: Value, users: Value, designation: Designation
  ) {
    self.id = id
    self.title = title
    self.domain = domain
    self.project = project
    self.users = users
    self.designation = designation
  }

  public var reads: [Value] { [domain, project, users] }
  public var actions: [String] {
    [
      "datazone:CreateProjectMembership", "datazone:CreateUserProfile", "datazone:DeleteProjectMembership",
      "datazone:GetUserProfile", "datazone:ListProjectMemberships",
    ]
  }
  public var checks: [CheckDeclaration] { [CheckDeclaration(id: "members", title: "\(title): all are in it")] }
  public func material(in files: ModuleFiles) throws -> String { "1|\(reads)|\(designation.rawValue)" }

  public func apply(_ context: StepContext) async throws -> StepSuccess {
    let (domain, project) = (try context.value(domain), try context.value(project))
    let missing = try await missing(context, domain: domain, project: project)
    for user in missing {
      do {
        try await context.aws.dataZone.createProjectMembership(
          domain: domain, project: project, user: user, designation: designation.rawValue)
      } catch let error as AWSError where error.isAlreadyExists {
        // With another designation: the service has no way to change it.
        try await context.aws.dataZone.deleteProjectMembership(domain: domain, project: project, user: user)
        try await context.aws.dataZone.createProjectMembership(
          domain: domain, project: project, user: user, designation: designation.rawValue)
      }
    }
    return StepSuccess(detail: missing.isEmpty ? "all in it already" : "\(missing.count) added")
  }

  public func verify(_ context: StepContext) async throws -> [CheckResult] {
    let (domain, project) = (try context.value(domain), try context.value(project))
    let missing = try await missing(context, domain: domain, project: project)
    return [
      CheckResult(
        id: "members", title: checks[0].title, status: missing.isEmpty ? .passed : .failed,
        detail: missing.isEmpty ? nil : "not \(designation.rawValue): \(missing.joined(separator: ", "))",
        resource: project)
    ]
  }

  public func planDestroy(_ context: StepContext) async throws -> [PlannedChange] {
    [PlannedChange(action: .skip, type: kind, name: title, detail: "goes with the project")]
  }

  /// The project goes next, and its memberships with it; the last owner could not be taken out before.
  public func destroy(_ context: StepContext) async throws -> StepSuccess {
    StepSuccess(detail: "goes with the project")
  }

  private func missing(_ context: StepContext, domain: String, project: String) async throws -> [String] {
    let members = try await context.aws.dataZone.listProjectMembershipsPages(domain: domain, project: project)
      .collect(\.members)
    let held = Set(
      members.filter { $0.designation == designation.rawValue }.compactMap { $0.memberDetails.user?.userId })
    return try await context.aws.dataZone.missing(UserIDs.list(try context.value(users)), among: held, domain: domain)
  }
}
