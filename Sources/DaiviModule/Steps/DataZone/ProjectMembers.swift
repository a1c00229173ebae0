import DaiviAWS
import DaiviProtocol

/// Makes people members of a project, and those of Identity Center whom nobody names members no longer.
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
  public var checks: [CheckDeclaration] {
    [CheckDeclaration(id: "members", title: "\(title): all are in it, and nobody else")]
  }
  public func material(in files: ModuleFiles) throws -> String { "2|\(reads)|\(designation.rawValue)" }

  public func apply(_ context: StepContext) async throws -> StepSuccess {
    let (domain, project) = (try context.value(domain), try context.value(project))
    let zone = context.aws.dataZone
    let found = try await compare(context, domain: domain, project: project)
    for user in found.missing {
      if found.lesser.contains(user) {
        // The service has no way to change a designation.
        try await zone.deleteProjectMembership(domain: domain, project: project, user: user)
      }
      try await zone.createProjectMembership(
        domain: domain, project: project, user: user, designation: designation.rawValue)
    }
    for user in found.strangers {
      try await zone.deleteProjectMembership(domain: domain, project: project, user: user)
    }
    let removed = found.strangers.isEmpty ? "" : ", \(found.strangers.count) removed"
    return StepSuccess(
      detail: found.isAsWanted ? "all in it already" : "\(found.missing.count) added\(removed)")
  }

  public func verify(_ context: StepContext) async throws -> [CheckResult] {
    let (domain, project) = (try context.value(domain), try context.value(project))
    let found = try await compare(context, domain: domain, project: project)
    var details: [String] = []
    if !found.missing.isEmpty {
      details.append("not \(designation.rawValue): \(found.missing.joined(separator: ", "))")
    }
    if !found.strangers.isEmpty {
      details.append("\(designation.rawValue) unasked: \(found.strangers.joined(separator: ", "))")
    }
    return [
      CheckResult(
        id: "members", title: checks[0].title, status: found.isAsWanted ? .passed : .failed,
        detail: found.isAsWanted ? nil : details.joined(separator: "; "), resource: project)
    ]
  }

  public func planDestroy(_ context: StepContext) async throws -> [PlannedChange] {
    [PlannedChange(action: .skip, type: kind, name: title, detail: "goes with the project")]
  }

  /// The project goes next, and its memberships with it; the last owner could not be taken out before.
  public func destroy(_ context: StepContext) async throws -> StepSuccess {
    StepSuccess(detail: "goes with the project")
  }

  /// How the project's members differ from those that are wanted.
  private struct Difference {
    /// Wanted, and no members, or with less than the designation.
    var missing: [String]
    /// Those of them who are members.
    var lesser: Set<String>
    /// Held by nobody's wish.
    var strangers: [String]
    var isAsWanted: Bool { missing.isEmpty && strangers.isEmpty }
  }

  private func compare(_ context: StepContext, domain: String, project: String) async throws -> Difference {
    let zone = context.aws.dataZone
    let wanted = UserIDs.list(try context.value(users))
    let members = try await zone.listProjectMembershipsPages(domain: domain, project: project).collect(\.members)
    func ids(_ enough: (String) -> Bool) -> Set<String> {
      Set(members.filter { enough($0.designation) }.compactMap { $0.memberDetails.user?.userId })
    }
    // An owner may do what a contributor may.
    let missing = try await zone.missing(
      wanted, among: ids { $0 == designation.rawValue || $0 == Designation.owner.rawValue }, domain: domain)
    let absent = try await zone.missing(missing, among: ids { _ in true }, domain: domain)
    return Difference(
      missing: missing, lesser: Set(missing).subtracting(absent),
      strangers: try await zone.strangers(
        ids { $0 == designation.rawValue }, besides: wanted, domain: domain))
  }
}
