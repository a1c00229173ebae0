import DaiviEngine
import DaiviModule
import DaiviSystem

/// Who is in which group: the users file, or the guide's four examples.
struct People: Hashable, Sendable {
  /// For bring-your-own: the identity store they are in.
  var identityStoreId: String?
  private var groups: [Group: [String]]
  private var persons: [String: Person]

  init(identityStoreId: String? = nil, groups: [Group: [String]], persons: [Person] = []) {
    self.identityStoreId = identityStoreId
    self.groups = groups
    self.persons = Dictionary(persons.map { ($0.userName.lowercased(), $0) }) { $1 }
  }

  subscript(_ group: Group) -> [String] {
    get { groups[group] ?? [] }
    set { groups[group] = newValue }
  }

  /// Everybody once, in the order of the groups.
  var everybody: [Person] {
    EMail.unique(Group.allCases.flatMap { self[$0] }).map { persons[$0.lowercased()] ?? Person($0) }
  }

  /// Those whose names do not follow from their addresses alone, because a file said them.
  var named: [Person] { everybody.filter { persons[$0.userName.lowercased()] != nil } }

  /// The guide's examples.
  static let examples = People(
    groups: [
      .admin: ["chris-bakony-admin@example.com"], .domainOwner: ["ann-chouvey-downer@example.com"],
      .projectOwner: ["lois-lanikini-powner@example.com"],
      .projectContributor: ["ben-doverano-contributor@example.com"],
    ],
    persons: [
      Person("chris-bakony-admin@example.com", given: "Chris", family: "Bakony", display: "chris-bakony-admin"),
      Person("ann-chouvey-downer@example.com", given: "Ann", family: "Chouvey", display: "ann-chouvey-downer"),
      Person("lois-lanikini-powner@example.com", given: "Lois", family: "Lanikini", display: "lois-lanikini-powner"),
      Person(
        "ben-doverano-contributor@example.com", given: "Ben", family: "Doverano", display: "ben-doverano-contributor"),
    ])

  /// The file that the parameter `users` names; nil without one. Throws `StepError` with what is wrong with it.
  static func configured(_ context: StepContext) throws -> People? {
    guard let path = context.parameters["users"] else { return nil }
    do {
      return try People(json: try Files.read(path))
    } catch let fault as PeopleFault {
      throw StepError(
        message: "the users file: \(fault)", hint: "mend what modules.idc.parameters.users names; nothing was changed")
    }
  }
}

/// What is wrong with a users file.
struct PeopleFault: Error, Hashable, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}

extension People {
  /// Reads the file's content. The value of the users parameter, `{"d-...": {"Admin": [...]}}`, is such a file too.
  init(json: [UInt8]) throws {
    guard let file = try? AWSDocument(json: json), let top = file.object else {
      throw PeopleFault("it must be a mapping with 'groups'")
    }
    if top.count == 1, let (store, groups) = top.first, IdentityStoreName.isValid(store) {
      self.init(identityStoreId: store, groups: try Self.groups(groups))
    } else {
      try Self.check(top.keys, known: ["identityStoreId", "groups", "users"], what: "it has no")
      guard let groups = top["groups"] else { throw PeopleFault("it has no 'groups'") }
      if let store = top["identityStoreId"]?.string, !IdentityStoreName.isValid(store) {
        throw PeopleFault("'\(store)' is no id of an identity store: \(IdentityStoreName.form)")
      }
      self.init(
        identityStoreId: top["identityStoreId"]?.string, groups: try Self.groups(groups),
        persons: try Self.persons(top["users"]))
    }
    let known = Set(everybody.map { $0.userName.lowercased() })
    if let stranger = persons.keys.sorted().first(where: { !known.contains($0) }) {
      throw PeopleFault("'\(stranger)' stands under 'users' and is in no group")
    }
  }

  private static func groups(_ document: AWSDocument) throws -> [Group: [String]] {
    guard let named = document.object else { throw PeopleFault("'groups' must be a mapping of names to addresses") }
    try check(named.keys, known: Group.allCases.map(\.title), what: "there is no group")
    var groups: [Group: [String]] = [:]
    for group in Group.allCases {
      let addresses = try named[group.title].map { try self.addresses($0, in: group) } ?? []
      if addresses.isEmpty && group.needsSomebody { throw PeopleFault("group '\(group.title)' needs somebody") }
      groups[group] = addresses
    }
    return groups
  }

  private static func addresses(_ document: AWSDocument, in group: Group) throws -> [String] {
    let all: [String]
    switch document {
    case .string(let text): all = EMail.list(text)
    case .array(let items): all = EMail.unique(items.map { $0.string ?? "?" })
    case .null: all = []
    default: throw PeopleFault("group '\(group.title)' must be a list of addresses")
    }
    if let wrong = all.first(where: { !EMail.isValid($0) }) {
      throw PeopleFault("'\(wrong)' of group '\(group.title)' is no e-mail address")
    }
    return all
  }

  private static func persons(_ document: AWSDocument?) throws -> [Person] {
    guard let document else { return [] }
    guard let named = document.object else { throw PeopleFault("'users' must be a mapping of addresses to names") }
    return try named.map { address, names in
      try check((names.object ?? [:]).keys, known: ["givenName", "familyName", "displayName"], what: "a user has no")
      return Person(
        address, given: names["givenName"]?.string, family: names["familyName"]?.string,
        display: names["displayName"]?.string)
    }
  }

  private static func check(_ names: some Sequence<String>, known: [String], what: String) throws {
    for name in names.sorted() where !known.contains(name) {
      let hint =
        NearestName.find(name, in: known).map { "did you mean '\($0)'?" }
        ?? "known are \(known.joined(separator: ", "))"
      throw PeopleFault("\(what) '\(name)'; \(hint)")
    }
  }
}

/// Ids of identity stores.
enum IdentityStoreName {
  static let form = "d- and ten hexadecimal digits, or a UUID"

  static func isValid(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.allSatisfy({ $0.utf8.allSatisfy(isHex) || $0 == "d" }) else { return false }
    return (parts.first == "d" && parts.map(\.count) == [1, 10]) || parts.map(\.count) == [8, 4, 4, 4, 12]
  }

  private static func isHex(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
  }
}
