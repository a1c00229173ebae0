import DaiviModule
import FoundationEssentials

/// Who is in which group, with ids: what every identity source gives to other modules.
struct Members: Sendable {
  private let store: String
  private var idByName: [String: String] = [:]
  private var names: [Group: [String]] = [:]

  init(store: String) { self.store = store }

  static var outputNames: [String] {
    Group.allCases.flatMap { [$0.idsOutput, $0.namesOutput] } + ["usersMap"]
  }

  mutating func know(_ userName: String, _ id: String) { idByName[userName.lowercased()] = id }

  subscript(_ group: Group) -> [String] {
    get { names[group] ?? [] }
    set { names[group] = newValue }
  }

  func ids(_ group: Group) -> [String] { self[group].compactMap { idByName[$0.lowercased()] } }
  var allNames: [String] { EMail.unique(Group.allCases.flatMap { self[$0] }) }
  var allIds: [String] { idByName.values.sorted() }

  /// Ids and user names by group, and the users parameter's value.
  func outputs() throws -> [String: String] {
    var outputs = ["usersMap": try map()]
    for group in Group.allCases {
      outputs[group.idsOutput] = ids(group).joined(separator: ",")
      outputs[group.namesOutput] = self[group].joined(separator: ",")
    }
    return outputs
  }

  /// `{"<identity store>": {"Admin": ["a@x.com"], ...}}`
  private func map() throws -> String {
    let byTitle = Dictionary(uniqueKeysWithValues: Group.allCases.map { ($0.title, self[$0]) })
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode([store: byTitle]), as: UTF8.self)
  }
}
