import DaiviConsole
import DaiviEngine
import DaiviModule

/// Who of a users file is in the identity store, asked live.
struct UsersLookup {
  private let store: String
  private let ids: [(userName: String, id: String?)]

  /// Those that the store does not have.
  var missing: [String] { ids.filter { $0.id == nil }.map(\.userName) }

  /// The store is the file's, the parameter's, or that of the one instance there is.
  init(_ people: People, _ context: ModuleCommandContext) async throws {
    let center = try await Center.whereverItIs(
      context.environment, parameters: context.parameters, aws: context.aws)
    var known = context.parameters["identityStoreId"] ?? people.identityStoreId
    if known == nil { known = try await center.instances().compactMap(\.identityStoreId).first }
    guard let known else {
      throw CommandError(
        .usage,
        "there is no instance of Identity Center in \(center.region), and the users file says no identityStoreId")
    }
    store = known
    var ids: [(String, String?)] = []
    for person in people.everybody {
      ids.append((person.userName, try await center.userId(store: known, userName: person.userName)))
    }
    self.ids = ids
  }

  /// A table, then how many there are.
  var text: String {
    let rows = ids.map { [$0.userName, $0.id ?? "missing"] }
    return TableOutput.render(columns: ["user", "id"], rows: rows, format: .text, terminal: .standardOutput())
      + "\n\(ids.count - missing.count) of \(ids.count) users are in identity store \(store)\n"
  }
}
