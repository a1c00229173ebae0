import DaiviAWS
import DaiviProtocol

/// Makes people known to a domain, and some of them owners of its root domain unit; people of Identity Center who own it
/// and are not named do so no longer.
///
/// CloudFormation has types for both, but they fail for a person who has a profile already, which everybody has who
/// ever signed in; and a profile that was deactivated by hand is to be assigned again.
public struct DomainUsers: Step {
  public let id: String
  public let kind = "users"
  public let title: String
  public let domain: Value
  public let unit: Value
  public let users: [Value]
  public let owners: Value

  /// - Parameters:
  ///   - domain: its id.
  ///   - unit: id of its root domain unit.
  ///   - users: ids in Identity Center, or ARNs of roles; each value is a list separated by commas.
  ///   - owners: those of them who own the domain unit.
  public init(_ id: String, _ title: String, domain: Value, unit: Value, users: [Value], owners: Value) {
    self.id = id
    self.title = title
    self.domain = domain
    self.unit = unit
    self.users = users
    self.owners = owners
  }

  public var reads: [Value] { [domain, unit, owners] + users }
  public var checks: [CheckDeclaration] {
    [
      CheckDeclaration(id: "users", title: "\(title): each has a profile"),
      CheckDeclaration(id: "owners", title: "\(title): the owners own the root domain unit, and nobody else"),
    ]
  }
  public var actions: [String] {
    [
      "datazone:AddEntityOwner", "datazone:CreateUserProfile", "datazone:GetDomain", "datazone:GetUserProfile",
      "datazone:ListDomains", "datazone:ListEntityOwners", "datazone:RemoveEntityOwner", "datazone:UpdateUserProfile",
      "identitystore:DescribeUser", "sso:CreateApplicationAssignment",
    ]
  }
  public func material(in files: ModuleFiles) throws -> String { "2|\(reads)" }

  public func apply(_ context: StepContext) async throws -> StepSuccess {
    let place = try place(context)
    var added = 0
    for user in try all(context) where try await !isAssigned(user, place) {
      try await assign(user, place)
      added += 1
    }
    var owning = 0
    for user in try await notOwning(context, place) {
      try await own(user, place)
      owning += 1
    }
    let strangers = try await strangers(context, place)
    for user in strangers {
      try await place.dataZone.removeEntityOwner(domain: place.domain, unit: place.unit, user: user)
    }
    let count = try all(context).count
    var detail =
      added + owning == 0 ? "all \(count) known already" : "\(added) users added, \(owning) of them made owners"
    if !strangers.isEmpty { detail += ", \(strangers.count) owners removed" }
    return StepSuccess(detail: detail)
  }

  public func verify(_ context: StepContext) async throws -> [CheckResult] {
    let place = try place(context)
    var missing: [String] = []
    for user in try all(context) where try await !isAssigned(user, place) { missing.append(user) }
    let notOwning = try await notOwning(context, place)
    let strangers = try await strangers(context, place)
    var wrong = notOwning.isEmpty ? [] : ["not owners: \(notOwning.joined(separator: ", "))"]
    if !strangers.isEmpty { wrong.append("owners unasked: \(strangers.joined(separator: ", "))") }
    return [
      CheckResult(
        id: "users", title: checks[0].title, status: missing.isEmpty ? .passed : .failed,
        detail: missing.isEmpty ? nil : "without a profile: \(missing.joined(separator: ", "))", resource: place.domain),
      CheckResult(
        id: "owners", title: checks[1].title, status: wrong.isEmpty ? .passed : .failed,
        detail: wrong.isEmpty ? nil : wrong.joined(separator: "; "), resource: place.unit),
    ]
  }

  /// Ownership is taken away and profiles are deactivated: the service does not delete them while the domain is there.
  public func destroy(_ context: StepContext) async throws -> StepSuccess {
    let place = try place(context)
    do {
      let owners = UserIDs.list(try context.value(owners))
      let others = try await place.dataZone.missing(owners, among: try await ownerIDs(place), domain: place.domain)
      for user in owners where !others.contains(user) {
        try await place.dataZone.removeEntityOwner(domain: place.domain, unit: place.unit, user: user)
      }
      for user in try all(context) where try await isAssigned(user, place) {
        _ = try await place.dataZone.updateUserProfile(domain: place.domain, user: user, status: "DEACTIVATED")
      }
    } catch let error as AWSError where error.isNotFound || error.isAccessDenied {
      if error.isAccessDenied, let status = try await place.dataZone.domainStatus(place.domain), status != "DELETING" {
        throw error
      }
      return StepSuccess(detail: "the domain is gone already")
    }
    return StepSuccess(detail: "deactivated")
  }

  private struct Place {
    var dataZone: DataZone
    var domain: String
    var unit: String
  }

  private func place(_ context: StepContext) throws -> Place {
    Place(dataZone: context.aws.dataZone, domain: try context.value(domain), unit: try context.value(unit))
  }

  private func all(_ context: StepContext) throws -> [String] {
    UserIDs.list(try (users + [owners]).map(context.value).joined(separator: ","))
  }

  private func status(_ user: String, _ place: Place) async throws -> String? {
    do {
      return try await place.dataZone.getUserProfile(domain: place.domain, user: user).status
    } catch let error as AWSError where error.isNotFound {
      return nil
    }
  }

  private func isAssigned(_ user: String, _ place: Place) async throws -> Bool {
    ["ASSIGNED", "ACTIVATED"].contains(try await status(user, place) ?? "")
  }

  private func assign(_ user: String, _ place: Place) async throws {
    if try await status(user, place) != nil {
      _ = try await place.dataZone.updateUserProfile(domain: place.domain, user: user, status: "ASSIGNED")
    } else {
      let type = user.hasPrefix("arn:") ? "IAM_ROLE" : "SSO_USER"
      _ = try await place.dataZone.createUserProfile(domain: place.domain, user: user, type: type)
    }
  }

  private func ownerIDs(_ place: Place) async throws -> Set<String> {
    Set(
      try await place.dataZone.listEntityOwnersPages(domain: place.domain, unit: place.unit).collect(\.owners)
        .compactMap { $0.user?.userId })
  }

  private func notOwning(_ context: StepContext, _ place: Place) async throws -> [String] {
    let wanted = UserIDs.list(try context.value(owners))
    if wanted.isEmpty { return [] }
    return try await place.dataZone.missing(wanted, among: try await ownerIDs(place), domain: place.domain)
  }

  /// Owners whom nobody named. A step whose owners are roles alone knows nothing of the people.
  private func strangers(_ context: StepContext, _ place: Place) async throws -> [String] {
    let wanted = UserIDs.list(try context.value(owners))
    guard wanted.contains(where: { !$0.hasPrefix("arn:") }) else { return [] }
    return try await place.dataZone.strangers(
      try await ownerIDs(place).sorted(), besides: wanted, domain: place.domain)
  }

  /// A profile that was just made is not known everywhere at once.
  private func own(_ user: String, _ place: Place) async throws {
    var backoff = Backoff(first: .seconds(1), longest: .seconds(10))
    for attempt in 1... {
      do {
        return try await place.dataZone.addEntityOwner(domain: place.domain, unit: place.unit, user: user)
      } catch let error as AWSError where error.isAlreadyExists {
        return
      } catch let error as AWSError
        where attempt < 8 && (error.isNotFound || error.code == "ValidationException")
      {
        try await backoff.pause()
      }
    }
  }
}
