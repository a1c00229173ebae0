/// The four groups of people the platform knows, in the guide's words and order.
enum Group: String, CaseIterable, Sendable {
  case admin, domainOwner, projectOwner, projectContributor

  /// The guide's name, which is also the key in the users parameter.
  var title: String {
    switch self {
    case .admin: "Admin"
    case .domainOwner: "Domain Owner"
    case .projectOwner: "Project Owner"
    case .projectContributor: "Project Contributor"
    }
  }

  /// A domain needs an owner, and so does a project.
  var needsSomebody: Bool { self == .domainOwner || self == .projectOwner }

  var idsOutput: String { "\(rawValue)UserIds" }
  var namesOutput: String { "\(rawValue)UserNames" }
  /// The group's id, an output of the stack of groups.
  var groupIdInput: String { "\(rawValue)GroupId" }
}
